namespace GlacierPS.Core.Expansion;

/// <summary>A stream that is read from its beginning to its end, and no more.</summary>
internal abstract class ReadOnlyBody : Stream
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

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
/// <param name="source">The stream; closed with this.</param>
internal sealed class PeekedBody(Stream source) : ReadOnlyBody
{
    private readonly byte[] _head = new byte[PackedHead.Length];
    private int _length = -1;
    private int _given;

    /// <summary>The first bytes: <see cref="PackedHead.Length"/>, or all there are.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (_length < 0)
        {
            _length = source.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        }

        return _head.AsSpan(0, _length);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_given >= _length)
        {
            return source.Read(buffer);
        }

        int read = Math.Min(buffer.Length, _length - _given);
        _head.AsSpan(_given, read).CopyTo(buffer);
        _given += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
