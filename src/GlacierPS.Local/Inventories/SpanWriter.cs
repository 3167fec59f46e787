namespace GlacierPS.Local.Inventories;

/// <summary>Writes one thing behind the other into a span.</summary>
internal ref struct SpanWriter(Span<byte> span)
{
    private readonly Span<byte> _span = span;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What is still free.</summary>
    public readonly Span<byte> Rest => _span[Length..];

    public void Write(byte value) => _span[Length++] = value;

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The next so many bytes, for others to write to.</summary>
    public Span<byte> Take(int length)
    {
        Span<byte> taken = _span.Slice(Length, length);
        Length += length;
        return taken;
    }
}
