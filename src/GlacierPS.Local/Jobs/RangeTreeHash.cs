using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Jobs;

/// <summary>The tree hash of a part of an archive, from hashes that are kept: no data are read for it.</summary>
internal static class RangeTreeHash
{
    /// <summary>The hash of a range; null if it is not tree-hash aligned (glacier-api.md §3.1).</summary>
    /// <exception cref="DamagedDataException">The hashes are damaged.</exception>
    public static Sha256Digest? Of(IVaultStorage storage, in ArchiveRecord archive, ByteRange range)
    {
        if (!RangeAlignment.IsTreeHashAligned(range, archive.Size))
        {
            return null;
        }

        if (range.Length == archive.Size)
        {
            return archive.TreeHash;
        }

        // A range that is aligned lies within one blob, or covers whole ones: the part size is a power of two too.
        var covered = new List<Sha256Digest>();
        long start = 0;
        foreach (BlobRef blob in archive.Blobs())
        {
            long end = start + blob.Length;
            if (range.First <= start && end <= range.Last + 1)
            {
                covered.Add(blob.TreeHash);
            }
            else if (start <= range.First && range.Last < end)
            {
                using BlobReader reader = BlobReader.Open(storage, blob);
                int first = (int)((range.First - start) / TreeHash.ChunkSize);
                int last = (int)((range.Last - start) / TreeHash.ChunkSize);
                return TreeHash.Combine(reader.Leaves[first..(last + 1)]);
            }

            start = end;
        }

        return TreeHash.Combine(covered.ToArray());
    }
}
