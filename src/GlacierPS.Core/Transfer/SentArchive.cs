using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Transfer;

/// <summary>An archive that was sent, and is stored.</summary>
public sealed record SentArchive
{
    /// <summary>The vault it lies in.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its ID, the only handle to it.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Its tree hash, computed here and there, and compared.</summary>
    public required Sha256Digest SHA256TreeHash { get; init; }

    /// <summary>Its bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its description; null if it has none.</summary>
    public string? Description { get; init; }

    /// <summary>Its path at the service.</summary>
    public required string Location { get; init; }

    /// <summary>Full path of the file that was sent; null for a stream.</summary>
    public string? Path { get; init; }

    /// <summary>The multipart upload that it was sent by; null if one request was enough.</summary>
    public string? UploadId { get; init; }

    /// <summary>Bytes that an earlier call had sent already.</summary>
    public long BytesResumed { get; init; }
}
