namespace GlacierPS.StrictBucket;

/// <summary>What is said of an object when it, or its upload, is begun.</summary>
public sealed record ObjectTraits(
    string StorageClass,
    IReadOnlyDictionary<string, string> Metadata,
    string? ChecksumAlgorithm
)
{
    /// <summary>The KMS key that was asked for; null if none was.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The mode of its retention, and until when; null if it can be deleted.</summary>
    public (string Mode, DateTime Until)? Retention { get; init; }

    /// <summary>The tags, as a query of a URL has them; null if there are none.</summary>
    public string? Tagging { get; init; }
}

/// <summary>What somebody else might do to an object.</summary>
public enum DamageKind
{
    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>Another of the same size, name and metadata takes its place.</summary>
    Change,

    /// <summary>Something that is no copy takes its place.</summary>
    Replace,
}

/// <summary>An object. Its bytes are in a file.</summary>
public sealed class StoredObject
{
    public required string Key { get; init; }

    public required string Path { get; init; }

    public required long Length { get; init; }

    public required string ETag { get; init; }

    /// <summary>
    /// The SHA-256 in Base64, for parts that of their SHA-256s with their count; null if none was sent.
    /// </summary>
    public string? Sha256 { get; init; }

    public required ObjectTraits Traits { get; set; }

    public required DateTime Modified { get; init; }

    public bool IsComposite => Sha256?.Contains('-', StringComparison.Ordinal) == true;

    /// <summary>From when on an archived object can be read, since that was asked for; null if it was not.</summary>
    public DateTime? RestoredFrom { get; set; }

    /// <summary>Until when it can be read.</summary>
    public DateTime? RestoredUntil { get; set; }

    public bool IsArchived => Traits.StorageClass is "DEEP_ARCHIVE" or "GLACIER";
}

/// <summary>A multipart upload that was begun and neither completed nor aborted.</summary>
public sealed class StoredUpload
{
    public required string Key { get; init; }

    public required string UploadId { get; init; }

    public required ObjectTraits Traits { get; init; }

    public required DateTime Initiated { get; init; }

    public SortedDictionary<int, StoredPart> Parts { get; } = [];
}

/// <summary>A part of an upload.</summary>
public sealed record StoredPart(int Number, string Path, long Length, string ETag, string? Sha256);
