using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>How archives are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>What keys begin with; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether copies are files of a folder, whose names a file system has to take.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Keys that the user chose; null for none.</summary>
    public NameMap? NameMap { get; init; }

    /// <summary>The vaults' region, for the objects' metadata.</summary>
    public string Region { get; init; } = "";

    /// <summary>The storage class of the objects.</summary>
    public string StorageClass { get; init; } = "DEEP_ARCHIVE";

    /// <summary>The KMS key that encrypts the objects; null is as the bucket has it.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The objects' tags: at most 10.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Until when the objects cannot be deleted; null is as the bucket has it.</summary>
    public CopyRetention? Retention { get; init; }

    /// <summary>The tier of the jobs that are started.</summary>
    public RetrievalTier Tier { get; init; } = RetrievalTier.Bulk;

    /// <summary>The bytes for which jobs are started in any hour, at least 1; null is no limit.</summary>
    public long? MaxBytesPerHour { get; init; }

    /// <summary>What the jobs may cost; null is no limit.</summary>
    public SpendingLimit? MaxCost { get; init; }

    /// <summary>Archives moved, and parts of each sent, at the same time: 1 to 64.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Bytes of a part, 2^k MiB of at least 4; larger where 10,000 of them are not enough.</summary>
    public long PartSize { get; init; } = ObjectParts.Smallest;

    /// <summary>Archives of fewer bytes are bundled, at most 64 MiB; 0 for none.</summary>
    public long BundleBelow { get; init; }

    /// <summary>Bytes of a bundle, at least <see cref="BundleBelow"/> and at most 64 GiB.</summary>
    public long BundleSize { get; init; } = 1L << 30;

    /// <summary>
    /// Bytes that may be staged and not yet moved before it is known how fast they are moved; afterwards what is moved
    /// in 12 hours, half of the time that an output lasts.
    /// </summary>
    public long StagedBytes { get; init; } = 1L << 40;

    /// <summary>Goes on although a lifecycle rule deletes objects below the prefix.</summary>
    public bool Force { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The longest pause before a request is repeated for the first time.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryPolicy.DefaultFirst;
}

/// <summary>An archive whose copy is proven.</summary>
public sealed record CopiedArchive
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>The object's key.</summary>
    public required string Key { get; init; }

    /// <summary>Where it begins in a bundle, in bytes; null where the object is this archive alone.</summary>
    public long? Offset { get; init; }

    /// <summary>The archive's bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>The archive's tree hash; null if nobody knows it.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>
    /// The SHA-256 of the archive's bytes in Base64; of an object of several parts that of theirs with <c>-</c> and
    /// their count.
    /// </summary>
    public string? ChecksumSHA256 { get; init; }

    /// <summary>The object's storage class.</summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// Whether the bytes that were stored have the tree hash that the inventory lists; false where it lists none.
    /// </summary>
    public bool Verified { get; init; }

    /// <summary>The job whose output was copied; null for an object that was there.</summary>
    public string? JobId { get; init; }

    /// <summary>Whether the object was there already.</summary>
    public bool WasThere { get; init; }

    /// <summary>Why the key differs from the archive's name, in a sentence; null if it does not.</summary>
    public string? RenamedBecause { get; init; }

    /// <summary>The object's key. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Key;
}
