using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Aws.Wire;

/// <summary>
/// The body of a job's output as it comes in. A connection that breaks, ends early or falls silent is one kind of
/// error, with the endpoint; disposing it gives the connection back, or closes it if bytes are left. On a thread that
/// may wait for it, it is read there.
/// </summary>
internal sealed class DownloadBody(Stream inner, long length, TimeSpan silence, Uri endpoint, bool canWait) : Stream
{
    private CancellationTokenSource? _watch;
    private CancellationToken _watched;
    private long _begun;
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
        canWait && TransferThreads.MayWait
            ? new ValueTask<int>(ReadWaiting(buffer.Span, cancellationToken))
            : ReadFreeAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => ReadWaiting(buffer, CancellationToken.None);

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
            _watch?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadWaiting(Span<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Environment.TickCount64;
        try
        {
            int read = WaitingConnection.Read(
                inner,
                buffer,
                () =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (Environment.TickCount64 - begun > silence.TotalMilliseconds)
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

    private async ValueTask<int> ReadFreeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        CancellationTokenSource watch = Watch(cancellationToken);
        try
        {
            return Count(await inner.ReadAsync(buffer, watch.Token), buffer.Length);
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

    /// <summary>
    /// One watch for all reads with the same token, wound up now and then: a body of a gigabyte is ten thousand reads,
    /// and a timer costs as much as a small one. Where it ran out while nobody read, a new one begins.
    /// </summary>
    private CancellationTokenSource Watch(CancellationToken cancellationToken)
    {
        long now = Environment.TickCount64;
        if (_watch is { IsCancellationRequested: false } && _watched == cancellationToken)
        {
            if (now - _begun <= silence.TotalMilliseconds / 16)
            {
                return _watch;
            }

            _begun = now;
            _watch.CancelAfter(silence);
            if (!_watch.IsCancellationRequested)
            {
                return _watch;
            }
        }

        _watch?.Dispose();
        _watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_watched, _begun) = (cancellationToken, now);
        _watch.CancelAfter(silence);
        return _watch;
    }

    private int Count(int read, int wanted)
    {
        _position += read;
        return read > 0 || wanted == 0 || _position >= length ? read : throw Broken("the connection ended", null);
    }

    private GlacierConnectionException Silent(Exception cause) =>
        Broken($"no byte came for {silence.TotalSeconds:0.#} seconds", cause);

    private GlacierConnectionException Broken(string reason, Exception? inner) =>
        new(
            endpoint,
            $"The download from {endpoint} broke off after {_position} of {length} bytes: {reason}. What came is "
                + "good; fetch the rest.",
            inner
        );
}
