using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Copy;

/// <summary>What is known of an archive's copy when it is looked at.</summary>
public enum CopyStatus
{
    /// <summary>
    /// The object is there, as it was when all of its bytes were compared with the vault's tree hash.
    /// </summary>
    Proven,

    /// <summary>The object is as it was stored, but nobody knows the archive's tree hash: nothing proves it.</summary>
    Unproven,

    /// <summary>There is no object of that key.</summary>
    Missing,

    /// <summary>The object is of this archive, but not as it was stored.</summary>
    Damaged,

    /// <summary>The object, or the archive, is another one than the manifest lists.</summary>
    Another,

    /// <summary>No manifest lists the archive.</summary>
    NotCopied,
}

/// <summary>An archive, and what was found of its copy.</summary>
public sealed record CopyTest
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>What was found.</summary>
    public required CopyStatus Status { get; init; }

    /// <summary>Why, in a sentence; null where it is proven.</summary>
    public string? Reason { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>The object's key; null where no manifest lists it.</summary>
    public string? Key { get; init; }

    /// <summary>Where it begins in a bundle, in bytes; null where the object is this archive alone.</summary>
    public long? Offset { get; init; }

    /// <summary>Its bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Its tree hash; null if nobody knows it.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>The checksum that the manifest lists.</summary>
    public string? ChecksumSHA256 { get; init; }

    /// <summary>
    /// Until when the object cannot be deleted, in UTC; null if it can be, or who asks may not know.
    /// </summary>
    public DateTime? RetainUntil { get; init; }

    /// <summary>Whether the catalogue knows the archive to be in the vault; null where there is none.</summary>
    public bool? IsInVault { get; init; }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;

    /// <summary>The archive as the catalogue knows it; null if it does not.</summary>
    internal CatalogArchive? Archive { get; init; }

    /// <summary>What the manifest lists; null if none does.</summary>
    internal ManifestEntry? Entry { get; init; }
}
