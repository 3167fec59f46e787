using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// A response's body whose reading ends when no byte comes for too long. A synchronous read, as the SDK parses XML by,
/// holds its thread, and ends then all the same.
/// </summary>
/// <param name="inner">The body.</param>
/// <param name="timeout">How long no byte may come.</param>
internal sealed class WatchedResponseBody(Stream inner, TimeSpan timeout) : Stream
{
    private readonly RenewedInactivity _inactivity = new(timeout);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        InactivityTimeout inactivity = _inactivity.For(cancellationToken);
        try
        {
            return await inner.ReadAsync(buffer, inactivity.Token);
        }
        catch (Exception e) when (inactivity.HasPassed && e is not TimeoutException)
        {
            throw Silent(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        long begun = Environment.TickCount64;
        return BlockingNetworkStream.Read(
            inner,
            buffer,
            () =>
            {
                if (Environment.TickCount64 - begun > timeout.TotalMilliseconds)
                {
                    throw Silent(null);
                }
            }
        );
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _inactivity.Dispose();
        }

        base.Dispose(disposing);
    }

    private TimeoutException Silent(Exception? cause) => WatchedHandler.Silent("no byte came", timeout, cause);
}
