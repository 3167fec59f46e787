using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A blob as its owner knows it: enough to find it, and to tell whether it is whole.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes of data in it, without its trailer.</param>
/// <param name="TreeHash">Tree hash of its data.</param>
internal readonly record struct BlobRef(ResourceKey Key, long Length, StoredHash TreeHash)
{
    /// <summary>Leaves of its tree hash, one for each MiB begun.</summary>
    public int LeafCount => (int)((Length - 1) / Core.Hashing.TreeHash.ChunkSize + 1);

    /// <summary>Bytes in its file: the data, then its leaf hashes.</summary>
    public long FileLength => Length + (long)LeafCount * Sha256Digest.Size;
}
