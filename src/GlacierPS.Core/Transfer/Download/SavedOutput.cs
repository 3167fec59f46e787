using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>A job's output that is now a file.</summary>
public sealed record SavedOutput
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Its bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, as computed while it was stored.</summary>
    public required Sha256Digest SHA256TreeHash { get; init; }

    /// <summary>
    /// Whether the job has a tree hash, with which that one was compared. Inventories have none, nor have ranges of
    /// archives that are not tree-hash aligned (glacier-api.md §3.1): of these only the length is known to be right.
    /// </summary>
    public required bool Verified { get; init; }

    /// <summary>
    /// The archive's description, as it came with the output; null if it has none, or all was there already.
    /// </summary>
    public string? ArchiveDescription { get; init; }

    /// <summary>Bytes that an earlier call had fetched already.</summary>
    public long BytesResumed { get; init; }

    /// <summary>Ranges that had to be fetched again.</summary>
    public int RangesRepeated { get; init; }
}

/// <summary>
/// A download stopped before its end. What was fetched is kept beside the target, and the cause is the inner exception.
/// </summary>
public sealed class DownloadIncompleteException : GlacierTransferException
{
    /// <summary>The error as a test of a script makes it.</summary>
    public DownloadIncompleteException(string message)
        : base("DownloadIncomplete", message) { }

    internal DownloadIncompleteException(string path, long size, long bytesKept, Exception cause)
        : base(
            "DownloadIncomplete",
            $"'{path}' was not downloaded in full: {cause.Message} What was fetched is kept, {Digits.Of(bytesKept)} of "
                + $"{Quantity.Of(size, "byte")}: download the same archive to the same place again to continue.",
            cause
        )
    {
        Path = path;
        BytesKept = bytesKept;
    }

    /// <summary>Full path of the file that is to be.</summary>
    public string Path { get; } = "";

    /// <summary>Bytes that need not be fetched again.</summary>
    public long BytesKept { get; }

    /// <inheritdoc/>
    public override bool CanRetry => InnerException is GlacierException { CanRetry: true } or IOException;
}
