using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>The bytes of one blob: written once from start to end and kept, or read.</summary>
internal interface IBlobFile : IDisposable
{
    long Length { get; }

    /// <summary>Adds bytes at the end. All but the last pieces are whole <see cref="AlignedBuffer"/>s.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Makes what was written last, still aside: nothing refers to it yet.</summary>
    void Keep();

    /// <summary>
    /// Puts what was kept into its place: the metadata refer to it. Without it, disposing removes it. What cannot be
    /// moved stays aside, where it is found as well.
    /// </summary>
    void PutInPlace();

    /// <summary>Fills a buffer from an offset, as far as there is data; answers how far.</summary>
    int Read(long offset, Span<byte> buffer);
}
