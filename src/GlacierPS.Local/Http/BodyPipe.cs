namespace GlacierPS.Local.Http;

/// <summary>
/// Turns one side's writing into another side's reading. It has no buffer of its own: each write waits until the
/// reader has taken all of it, straight from the writer's memory.
/// </summary>
internal sealed class BodyPipe : Stream
{
    private readonly SemaphoreSlim _offered = new(0);
    private readonly SemaphoreSlim _taken = new(0);
    private ReadOnlyMemory<byte> _offer;
    private Exception? _failure;
    private bool _writerDone;
    private volatile bool _readerDone;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says that nothing more is written, for a reason or because all is.</summary>
    public void Complete(Exception? failure)
    {
        _failure = failure;
        _writerDone = true;
        _offered.Release();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (Offer(buffer))
        {
            await _taken.WaitAsync(cancellationToken);
            CheckReader();
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Offer(buffer.AsMemory(offset, count)))
        {
            _taken.Wait();
            CheckReader();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_offer.IsEmpty)
        {
            if (_writerDone)
            {
                return _failure is null ? 0 : throw new IOException("The body of the request broke off.", _failure);
            }

            await _offered.WaitAsync(cancellationToken);
        }

        int take = Math.Min(buffer.Length, _offer.Length);
        _offer[..take].CopyTo(buffer);
        _offer = _offer[take..];
        if (_offer.IsEmpty)
        {
            _taken.Release();
        }

        return take;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read asynchronously.");

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Says that nothing more is read: a writer that waits is let go with an error.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_readerDone)
        {
            _readerDone = true;
            _taken.Release();
        }

        base.Dispose(disposing);
    }

    private bool Offer(ReadOnlyMemory<byte> buffer)
    {
        CheckReader();
        if (buffer.IsEmpty)
        {
            return false;
        }

        _offer = buffer;
        _offered.Release();
        return true;
    }

    private void CheckReader()
    {
        if (_readerDone)
        {
            throw new IOException("The answer came before all of the body was read.");
        }
    }
}
