using System.Net;
using System.Net.Sockets;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// A connection whose socket blocks the thread that reads, until something else than reading synchronously is asked of
/// it. A blocked read is looked after four times a second, since nothing else can end it: the socket knows of no
/// tokens.
/// </summary>
/// <param name="socket">The socket, as <see cref="NewSocket"/> makes it, connected.</param>
/// <param name="polls">Whether the socket is asked for bytes before it is read, as in <see cref="Polls"/>.</param>
internal sealed class BlockingNetworkStream(Socket socket, bool polls) : NetworkStream(socket, ownsSocket: true)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A Winsock socket whose receive has timed out is in an undefined state (setsockopt, SO_RCVTIMEO), so that it has
    /// no time-out there; elsewhere the time-out spares a call of the system for each read.
    /// </summary>
    private static readonly bool Polls = OperatingSystem.IsWindows();

    [ThreadStatic]
    private static Action? t_look;

    /// <summary>
    /// Connects, holding the calling thread: a socket that has once connected without one never blocks again.
    /// </summary>
    public static Stream Open(DnsEndPoint host, CancellationToken cancellationToken)
    {
        Socket socket = NewSocket(Polls);
        try
        {
            using (cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
            {
                socket.Connect(host);
            }

            return new BlockingNetworkStream(socket, Polls);
        }
        catch
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Connects, holding no thread.</summary>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        Socket socket = NewSocket(Polls);
        try
        {
            await socket.ConnectAsync(host, cancellationToken);
            return new BlockingNetworkStream(socket, Polls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads from a stream over such a connection.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="look">Called on this thread now and then while nothing comes. What it throws ends the read.</param>
    public static int Read(Stream stream, Span<byte> buffer, Action look)
    {
        t_look = look;
        try
        {
            return stream.Read(buffer);
        }
        finally
        {
            t_look = null;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (polls && !Socket.Poll(Look, SelectMode.SelectRead))
            {
                t_look?.Invoke();
                continue;
            }

            int read = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    return read;
                case SocketError.TimedOut:
                    t_look?.Invoke();
                    break;
                default:
                    var cause = new SocketException((int)error);
                    throw new IOException($"Nothing more could be read from the connection: {cause.Message}", cause);
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>A socket for one of these, not connected yet.</summary>
    internal static Socket NewSocket(bool polls) =>
        new(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = polls ? 0 : (int)Look.TotalMilliseconds,
        };
}
