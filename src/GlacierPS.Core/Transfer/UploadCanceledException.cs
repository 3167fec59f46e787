namespace GlacierPS.Core.Transfer;

/// <summary>An upload was cancelled in its midst. It is not aborted: what was sent is kept by the service.</summary>
public sealed class UploadCanceledException : OperationCanceledException
{
    internal UploadCanceledException(
        OpenUpload upload,
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
}
