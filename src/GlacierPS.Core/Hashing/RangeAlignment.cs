using System.Numerics;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// Which ranges of an archive may be retrieved, and which have a hash of their own (glacier-api.md §3.1).
/// </summary>
public static class RangeAlignment
{
    /// <summary>
    /// Whether a range lies in an archive of <paramref name="size"/> bytes and begins and ends on whole MiB, or with
    /// the archive.
    /// </summary>
    public static bool IsMegabyteAligned(ByteRange range, long size) =>
        range.First >= 0
        && range.Last >= range.First
        && range.Last < size
        && range.First % TreeHash.ChunkSize == 0
        && ((range.Last + 1) % TreeHash.ChunkSize == 0 || range.Last == size - 1);

    /// <summary>
    /// Whether the tree hash of a range is a node of the tree of an archive of <paramref name="size"/> bytes: it
    /// covers everything, or begins at a multiple of 2^i MiB and is 2^i MiB long, clipped at the archive's end.
    /// </summary>
    public static bool IsTreeHashAligned(ByteRange range, long size)
    {
        if (!IsMegabyteAligned(range, size))
        {
            return false;
        }

        long start = range.First / TreeHash.ChunkSize;
        long end = range.Last / TreeHash.ChunkSize + 1;
        long chunks = (size - 1) / TreeHash.ChunkSize + 1;
        if (start == 0 && end == chunks)
        {
            return true;
        }

        // The narrowest power of two that covers the range is the only candidate: a wider one that is clipped to the
        // same end would begin at the same multiple and so be a multiple of the narrower one too.
        long width = (long)BitOperations.RoundUpToPowerOf2((ulong)(end - start));
        return start % width == 0 && end == Math.Min(start + width, chunks);
    }
}
