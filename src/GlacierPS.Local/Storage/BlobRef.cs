using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A blob as its owner knows it: enough to find it, and to tell whether it is whole.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes of data in it, without its trailer.</param>
/// <param name="TreeHash">Tree hash of its data.</param>
internal readonly record struct BlobRef(
    [property: JsonPropertyName("key")] ResourceKey Key,
    [property: JsonPropertyName("size")] long Length,
    [property: JsonPropertyName("hash")] StoredHash TreeHash
)
{
    /// <summary>Leaves of its tree hash, one for each MiB begun.</summary>
    [JsonIgnore]
    public int LeafCount => (int)((Length - 1) / Core.Hashing.TreeHash.ChunkSize + 1);

    /// <summary>Bytes in its file: the data, then its leaf hashes.</summary>
    [JsonIgnore]
    public long FileLength => Length + (long)LeafCount * Sha256Digest.Size;
}
