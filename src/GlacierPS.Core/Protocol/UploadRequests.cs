using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Protocol;

/// <summary>UploadArchive: a whole archive in one request (glacier-api.md §6.3).</summary>
/// <param name="VaultName">Where it goes.</param>
/// <param name="Body">1 byte to 4 GiB; seekable, so that a retry can send it again. Read from its start; left
/// open.</param>
/// <param name="Hashes">Both hashes of the body.</param>
/// <param name="Description">At most 1,024 printable ASCII characters, or null.</param>
public sealed record UploadArchiveRequest(string VaultName, Stream Body, BodyHashes Hashes, string? Description);

/// <summary>UploadMultipartPart: one part of an upload (glacier-api.md §6.4).</summary>
/// <param name="VaultName">Where the upload goes.</param>
/// <param name="UploadId">The upload.</param>
/// <param name="Range">Where in the archive the part lies; its start is a multiple of the part size.</param>
/// <param name="Body">As many bytes as the range; seekable, so that a retry can send it again. Left open.</param>
/// <param name="Hashes">Both hashes of the body.</param>
public sealed record UploadPartRequest(
    string VaultName,
    string UploadId,
    ByteRange Range,
    Stream Body,
    BodyHashes Hashes
);

/// <summary>CompleteMultipartUpload: parts become an archive (glacier-api.md §6.5).</summary>
/// <param name="VaultName">Where the upload goes.</param>
/// <param name="UploadId">The upload.</param>
/// <param name="ArchiveSize">Total size of all parts in bytes.</param>
/// <param name="TreeHash">Tree hash of the whole archive.</param>
public sealed record CompleteUploadRequest(string VaultName, string UploadId, long ArchiveSize, Sha256Digest TreeHash);

/// <summary>What the service answers when an archive is stored.</summary>
/// <param name="ArchiveId">The archive's ID, the only handle to it.</param>
/// <param name="TreeHash">Its tree hash as the service computed it.</param>
/// <param name="Location">Its path.</param>
public sealed record StoredArchive(string ArchiveId, Sha256Digest TreeHash, string Location);

/// <summary>A multipart upload in progress, as ListMultipartUploads tells it (glacier-api.md §6.5).</summary>
public sealed record MultipartUpload
{
    /// <summary>The upload's ID.</summary>
    public required string UploadId { get; init; }

    /// <summary>The ARN of the vault it goes to.</summary>
    public required string VaultARN { get; init; }

    /// <summary>The name of the vault it goes to.</summary>
    public string VaultName => VaultArn.VaultNameOf(VaultARN);

    /// <summary>The description that the archive will have.</summary>
    public string? ArchiveDescription { get; init; }

    /// <summary>Bytes in each part but the last.</summary>
    public required long PartSizeInBytes { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTime CreationDate { get; init; }

    /// <summary>The upload's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => UploadId;
}

/// <summary>A part that the service holds, as ListParts tells it.</summary>
/// <param name="Range">Where in the archive it lies.</param>
/// <param name="TreeHash">Its tree hash.</param>
public sealed record UploadedPart(ByteRange Range, Sha256Digest TreeHash);

/// <summary>One page of ListParts.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Parts">Its parts, by range.</param>
/// <param name="Marker">Where the next page begins; null on the last.</param>
public sealed record PartsPage(MultipartUpload Upload, IReadOnlyList<UploadedPart> Parts, string? Marker);
