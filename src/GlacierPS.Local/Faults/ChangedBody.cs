namespace GlacierPS.Local.Faults;

/// <summary>The body of an answer on its way through a fault.</summary>
/// <param name="inner">The body as it should be; disposed of with this one.</param>
internal abstract class ChangedBody(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many bytes have been read.</summary>
    protected long Done { get; private set; }

    public sealed override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Memory<byte> room = RoomIn(buffer);
        int read = await inner.ReadAsync(room, cancellationToken);
        Change(room.Span[..read]);
        Done += read;
        return read;
    }

    public sealed override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read asynchronously.");

    public sealed override void Flush() { }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>How much of a buffer may be read into.</summary>
    protected virtual Memory<byte> RoomIn(Memory<byte> buffer) => buffer;

    /// <summary>Changes bytes that were just read, the first of them at <see cref="Done"/>.</summary>
    protected virtual void Change(Span<byte> read) { }

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
