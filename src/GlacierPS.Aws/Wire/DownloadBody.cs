using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Wire;

/// <summary>
/// The body of a job's output as it comes in. A connection that breaks, ends early or falls silent is one kind of
/// error, with the endpoint; disposing it gives the connection back, or closes it if bytes are left. A thread that may
/// block (<see cref="BlockingThreads"/>) is blocked while it reads.
/// </summary>
internal sealed class DownloadBody(Stream inner, long length, TimeSpan timeout, Uri endpoint, bool canBlock) : Stream
{
    private readonly RenewedInactivity _inactivity = new(timeout);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        canBlock && BlockingThreads.CanBlock
            ? new ValueTask<int>(ReadBlocking(buffer.Span, cancellationToken))
            : ReadWithoutBlockingAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => ReadBlocking(buffer, CancellationToken.None);

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

    private int ReadBlocking(Span<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Environment.TickCount64;
        try
        {
            int read = BlockingNetworkStream.Read(
                inner,
                buffer,
                () =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (Environment.TickCount64 - begun > timeout.TotalMilliseconds)
                    {
                        throw new TimeoutException();
                    }
                }
            );
            return Count(read, buffer.Length);
        }
        catch (TimeoutException e)
        {
            throw Silent(e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken(e.Message, e);
        }
    }

    private async ValueTask<int> ReadWithoutBlockingAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        InactivityTimeout inactivity = _inactivity.For(cancellationToken);
        try
        {
            return Count(await inner.ReadAsync(buffer, inactivity.Token), buffer.Length);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken(e.Message, e);
        }
    }

    private int Count(int read, int wanted)
    {
        _position += read;
        return read > 0 || wanted == 0 || _position >= length ? read : throw Broken("the connection ended", null);
    }

    private GlacierConnectionException Silent(Exception cause) =>
        Broken($"no byte came for {Digits.Of(timeout.TotalSeconds, "0.#")} seconds", cause);

    private GlacierConnectionException Broken(string reason, Exception? inner) =>
        new(
            endpoint,
            $"The download from {endpoint} broke off after {_position} of {length} bytes: {reason}. What came is "
                + "good; fetch the rest.",
            inner
        );
}
