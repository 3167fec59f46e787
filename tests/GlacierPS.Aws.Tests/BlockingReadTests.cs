using System.Net;
using System.Net.Sockets;
using GlacierPS.Aws.Runtime;

namespace GlacierPS.Aws.Tests;

/// <summary>A read that holds its thread is looked after while nothing comes, and gives what comes then.</summary>
public sealed class BlockingReadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task W06_A_socket_that_is_asked_before_it_is_read_never_times_out(bool polls)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Socket socket = BlockingNetworkStream.NewSocket(polls);
        await using var stream = new BlockingNetworkStream(Connected(socket, listener), polls);
        using TcpClient service = await listener.AcceptTcpClientAsync();

        // A receive of Winsock's that has timed out leaves the socket undefined.
        Assert.Equal(polls, socket.ReceiveTimeout == 0);
        int looks = 0;
        var buffer = new byte[10];
        int read = BlockingNetworkStream.Read(
            stream,
            buffer,
            () =>
            {
                if (++looks == 3)
                {
                    service.GetStream().Write("late"u8);
                }
            }
        );

        Assert.Equal((3, "late"), (looks, System.Text.Encoding.ASCII.GetString(buffer, 0, read)));
        service.Close();
        Assert.Equal(0, BlockingNetworkStream.Read(stream, buffer, () => { }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task W06_What_the_look_throws_ends_the_read(bool polls)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var stream = new BlockingNetworkStream(
            Connected(BlockingNetworkStream.NewSocket(polls), listener),
            polls
        );

        Assert.Throws<OperationCanceledException>(() =>
            BlockingNetworkStream.Read(stream, new byte[10], () => throw new OperationCanceledException())
        );
    }

    private static Socket Connected(Socket socket, TcpListener listener)
    {
        socket.Connect(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        return socket;
    }
}
