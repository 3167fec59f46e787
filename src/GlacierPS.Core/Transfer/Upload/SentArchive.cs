using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Upload;

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

    /// <summary>Compares the service's tree hash of a stored archive with ours.</summary>
    /// <exception cref="GlacierTransferException">They differ.</exception>
    internal static SentArchive Confirm(StoredArchive stored, Sha256Digest treeHash, UploadState state, long size) =>
        stored.TreeHash == treeHash
            ? new SentArchive
            {
                VaultName = state.VaultName,
                ArchiveId = stored.ArchiveId,
                SHA256TreeHash = treeHash,
                SizeInBytes = size,
                Description = state.Description,
                Location = stored.Location,
                Path = state.Path,
                UploadId = state.UploadId,
            }
            : throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The service stored the archive {stored.ArchiveId} in vault '{state.VaultName}' with tree hash "
                    + $"{stored.TreeHash}, but {treeHash} was sent. Do not rely on that archive: remove it and send "
                    + "again."
            );
}
