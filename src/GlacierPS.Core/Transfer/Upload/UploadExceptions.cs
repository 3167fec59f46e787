using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// An upload stopped before its end. What was sent is kept by the service, and the cause is the inner exception.
/// </summary>
public sealed class UploadIncompleteException : GlacierTransferException
{
    /// <summary>The error as a test of a script makes it.</summary>
    public UploadIncompleteException(string message)
        : base("UploadIncomplete", message) { }

    internal UploadIncompleteException(RemoteUpload upload, string next, Exception cause)
        : base("UploadIncomplete", $"{upload.Source} was not sent in full: {cause.Message} {upload.Kept} {next}", cause)
    {
        VaultName = upload.State.VaultName;
        UploadId = upload.UploadId;
        Path = upload.State.Path;
        BytesSent = upload.BytesKept;
    }

    /// <summary>The vault that it was going to.</summary>
    public string VaultName { get; } = "";

    /// <summary>The multipart upload, still open.</summary>
    public string UploadId { get; } = "";

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Bytes that the service holds.</summary>
    public long BytesSent { get; }

    /// <inheritdoc/>
    public override bool CanRetry => InnerException is GlacierException { CanRetry: true };
}

/// <summary>An upload was cancelled before its end. It is not aborted: what was sent is kept by the service.</summary>
public sealed class UploadCanceledException : OperationCanceledException
{
    /// <summary>The error as a test of a script makes it.</summary>
    public UploadCanceledException(string message)
        : base(message) { }

    internal UploadCanceledException(
        RemoteUpload upload,
        string next,
        Exception cause,
        CancellationToken cancellationToken
    )
        : base(
            $"{upload.Source} was not sent in full, since it was stopped. {upload.Kept} {next}",
            cause,
            cancellationToken
        )
    {
        VaultName = upload.State.VaultName;
        UploadId = upload.UploadId;
        Path = upload.State.Path;
        BytesSent = upload.BytesKept;
    }

    /// <summary>The vault that it was going to.</summary>
    public string VaultName { get; } = "";

    /// <summary>The multipart upload, still open.</summary>
    public string UploadId { get; } = "";

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Bytes that the service holds.</summary>
    public long BytesSent { get; }
}

/// <summary>
/// An archive was sent in one request, and the answer was lost: it may be stored or not, and sending it again could
/// store it twice (glacier-api.md §4, retry rule). The cause is the inner exception.
/// </summary>
public sealed class UploadUncertainException : GlacierTransferException
{
    /// <summary>The error as a test of a script makes it.</summary>
    public UploadUncertainException(string message)
        : base("UploadUncertain", message) { }

    internal UploadUncertainException(
        UploadState state,
        long size,
        Sha256Digest treeHash,
        GlacierConnectionException cause
    )
        : base(
            "UploadUncertain",
            $"{(state.Path is null ? "The stream" : $"'{state.Path}'")} was sent to vault '{state.VaultName}', but the "
                + "answer was lost, so that the archive may be stored or not. Look in the vault's next inventory, "
                + $"made about a day from now, for {Quantity.Of(size, "byte")} with tree hash {treeHash}"
                + (string.IsNullOrEmpty(state.Description) ? "" : $" and description '{state.Description}'")
                + $", before you send it again. ({cause.Message})",
            cause
        )
    {
        VaultName = state.VaultName;
        Path = state.Path;
        Description = state.Description;
        SizeInBytes = size;
        SHA256TreeHash = treeHash;
    }

    /// <summary>The vault that it may be in.</summary>
    public string VaultName { get; } = "";

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>The description that it has, if it is there.</summary>
    public string? Description { get; }

    /// <summary>Its bytes.</summary>
    public long SizeInBytes { get; }

    /// <summary>Its tree hash.</summary>
    public Sha256Digest SHA256TreeHash { get; }
}
