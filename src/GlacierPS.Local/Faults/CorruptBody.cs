namespace GlacierPS.Local.Faults;

/// <summary>A body with one byte flipped.</summary>
/// <param name="inner">The body as it should be.</param>
/// <param name="at">Which byte.</param>
internal sealed class CorruptBody(Stream inner, long at) : ChangedBody(inner)
{
    protected override void Change(Span<byte> read)
    {
        if (at >= Done && at - Done < read.Length)
        {
            read[(int)(at - Done)] ^= 0x01;
        }
    }
}
