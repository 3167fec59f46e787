using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>
/// A listener on a free port of this machine that falls silent at a point of its choice: it closes nothing, and says
/// nothing more, until it is disposed of.
/// </summary>
internal sealed class SilentService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<NetworkStream, int, Task> _serve;
    private readonly Task _accepting;
    private int _connections;

    private SilentService(Func<NetworkStream, int, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Fails unless so many connections were made to it; the last may still wait to be accepted.</summary>
    public async Task AssertConnectionsAsync(int count)
    {
        var watch = Stopwatch.StartNew();
        while (Volatile.Read(ref _connections) < count && watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(5);
        }

        Assert.Equal(count, Volatile.Read(ref _connections));
    }

    /// <param name="serve">Gets each connection and its number, from 0; it is left open when this returns.</param>
    public static SilentService Start(Func<NetworkStream, int, Task> serve) => new(serve);

    /// <summary>Reads the lines of a request up to its body.</summary>
    public static async Task<string> ReadHeadAsync(Stream connection)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await connection.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Says the beginning of an answer.</summary>
    public static async Task SayAsync(Stream connection, string text)
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes(text));
        await connection.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                serving.Add(ServeAsync(client, Interlocked.Increment(ref _connections) - 1));
            }
        }
        finally
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                NetworkStream connection = client.GetStream();
                await using (_end.Token.Register(client.Close))
                {
                    await _serve(connection, number);
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }
            }
            catch (Exception e)
                when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or this has ended.
            }
        }
    }
}
