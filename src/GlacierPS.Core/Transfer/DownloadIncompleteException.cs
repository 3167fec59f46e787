using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A download stopped in its midst. What was fetched is kept beside the target, and the cause is the inner exception.
/// </summary>
public sealed class DownloadIncompleteException : GlacierTransferException
{
    internal DownloadIncompleteException(string path, long size, long bytesKept, Exception cause)
        : base(
            "DownloadIncomplete",
            $"'{path}' was not downloaded in full: {cause.Message} {bytesKept:N0} of {size:N0} bytes are kept; "
                + "download the same "
                + "archive to the same place again to continue.",
            cause
        )
    {
        Path = path;
        BytesKept = bytesKept;
    }

    /// <summary>Full path of the file that is to be.</summary>
    public string Path { get; }

    /// <summary>Bytes that need not be fetched again.</summary>
    public long BytesKept { get; }

    /// <inheritdoc/>
    public override bool CanRetry => InnerException is GlacierException { CanRetry: true } or IOException;
}
