namespace GlacierPS.StrictBucket;

/// <summary>What is said of an object when it, or its upload, is begun.</summary>
public sealed record ObjectTraits(
    string StorageClass,
    IReadOnlyDictionary<string, string> Metadata,
    string? ChecksumAlgorithm
);

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

    public required ObjectTraits Traits { get; init; }

    public required DateTime Modified { get; init; }

    public bool IsComposite => Sha256?.Contains('-', StringComparison.Ordinal) == true;

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
