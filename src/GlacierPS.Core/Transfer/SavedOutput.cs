using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Transfer;

/// <summary>A job's output that is now a file.</summary>
public sealed record SavedOutput
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Its bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, as computed while it was stored.</summary>
    public required Sha256Digest SHA256TreeHash { get; init; }

    /// <summary>
    /// Whether the job has a tree hash, with which that one was compared. Inventories have none, nor have ranges of
    /// archives that are not tree-hash aligned (glacier-api.md §3.1): of these only the length is known to be right.
    /// </summary>
    public required bool Verified { get; init; }

    /// <summary>
    /// The archive's description, as it came with the output; null if it has none, or all was there already.
    /// </summary>
    public string? ArchiveDescription { get; init; }

    /// <summary>Bytes that an earlier call had fetched already.</summary>
    public long BytesResumed { get; init; }

    /// <summary>Ranges that had to be fetched again.</summary>
    public int RangesRepeated { get; init; }
}
