using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// An upload stopped in its midst. What was sent is kept by the service, and the cause is the inner exception.
/// </summary>
public sealed class UploadIncompleteException : GlacierTransferException
{
    internal UploadIncompleteException(OpenUpload upload, string next, Exception cause)
        : base("UploadIncomplete", $"{upload.Source} was not sent in full: {cause.Message} {upload.Kept} {next}", cause)
    {
        VaultName = upload.VaultName;
        UploadId = upload.UploadId;
        Path = upload.Path;
        BytesSent = upload.BytesKept;
    }

    /// <summary>The vault that it was going to.</summary>
    public string VaultName { get; }

    /// <summary>The multipart upload, still open.</summary>
    public string UploadId { get; }

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Bytes that the service holds.</summary>
    public long BytesSent { get; }

    /// <inheritdoc/>
    public override bool CanRetry => InnerException is GlacierException { CanRetry: true };
}
