namespace GlacierPS.Local.Storage;

/// <summary>A blob in memory, in pieces that are never moved.</summary>
/// <param name="place">What putting it into its place does.</param>
internal sealed class MemoryFile(Action<MemoryFile> place) : IBlobFile
{
    private const int PieceSize = 64 * 1024;

    private readonly List<byte[]> _pieces = [];

    public long Length { get; private set; }

    public int Read(long offset, Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length && offset + filled < Length)
        {
            long at = offset + filled;
            int within = (int)(at % PieceSize);
            int take = (int)Math.Min(Math.Min(PieceSize - within, buffer.Length - filled), Length - at);
            _pieces[(int)(at / PieceSize)].AsSpan(within, take).CopyTo(buffer[filled..]);
            filled += take;
        }

        return filled;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int within = (int)(Length % PieceSize);
            if (within == 0)
            {
                _pieces.Add(new byte[PieceSize]);
            }

            int take = Math.Min(PieceSize - within, bytes.Length);
            bytes[..take].CopyTo(_pieces[^1].AsSpan(within));
            Length += take;
            bytes = bytes[take..];
        }
    }

    public void Keep() { }

    public void PutInPlace() => place(this);

    public void Dispose() { }
}
