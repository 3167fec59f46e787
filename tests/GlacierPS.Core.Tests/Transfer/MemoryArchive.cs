using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>An archive that was stored.</summary>
internal sealed record MemoryArchive(
    string VaultName,
    string? Description,
    byte[] Data,
    long Length,
    Sha256Digest TreeHash
);

/// <summary>A multipart upload in progress.</summary>
internal sealed record MemoryUpload(string VaultName, long PartSize, string? Description)
{
    public SortedDictionary<long, (ByteRange Range, byte[] Data, Sha256Digest TreeHash)> Parts { get; } = [];
}
