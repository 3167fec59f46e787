namespace GlacierPS.Core.Tests.Inventory;

/// <summary>
/// A stream that cannot seek, made of pieces; a read gives at most one of them, and at most so many bytes.
/// </summary>
internal sealed class PieceStream(IEnumerable<byte[]> pieces, int most) : Stream
{
    private readonly IEnumerator<byte[]> _pieces = pieces.GetEnumerator();
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Next(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Next(buffer.Span));
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Next(Span<byte> buffer)
    {
        while (_rest.IsEmpty)
        {
            if (!_pieces.MoveNext())
            {
                return 0;
            }

            _rest = _pieces.Current;
        }

        int take = Math.Min(Math.Min(buffer.Length, most), _rest.Length);
        _rest.Span[..take].CopyTo(buffer);
        _rest = _rest[take..];
        return take;
    }
}
