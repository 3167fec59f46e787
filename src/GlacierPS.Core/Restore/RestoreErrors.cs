using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>Why an entry or a run of a plan ends without its files.</summary>
internal static class RestoreErrors
{
    public static GlacierTransferException JobsGone(RestoreEntry entry) =>
        new(
            "JobsGone",
            $"The outputs of {Quantity.Of(entry.Started, "job")} for the archive {entry.Item.ArchiveId} expired before "
                + "it could be downloaded. Restore fewer archives at once, or over a faster connection."
        );

    public static GlacierTransferException JobFailed(RestoreEntry entry) =>
        new(
            "JobFailed",
            $"The job {entry.Job!.JobId} for the archive {entry.Item.ArchiveId} failed: {entry.Job.StatusMessage}. Run "
                + "the same command again to start another."
        );

    public static TimeoutException TimedOut(int left, int all, TimeSpan? timeout) =>
        new(
            $"Not restored within {timeout}: {Digits.Of(left)} of {Quantity.Of(all, "archive")}. Jobs that were "
                + "started go on at the service, and what was downloaded is kept: run the same command again to go "
                + "on."
        );

    /// <summary>
    /// Another file is in the way; of a packed archive it may be the user's own, which cannot be told.
    /// </summary>
    public static GlacierInputException TargetExists(string path, RestoreItem item)
    {
        string why =
            !(item.Compressed || item.Encrypted)
                ? "and is not this archive. Move it away, choose another folder, or allow it to be overwritten."
            : item.OriginalMD5 is null
                ? $"and is not what the vault stores. {item.WrittenBy} packed the file and kept no checksum of it, so "
                    + "whether this is the file itself is not known. Restore into another folder, with -Expand, and "
                    + "compare; or allow it to be overwritten."
            : $"and is neither what the vault stores nor the file that {item.WrittenBy} packed for it, whose MD5 is "
                + "another. Move it away, choose another folder, or allow it to be overwritten.";
        return new GlacierInputException("TargetExists", $"'{path}' is there already, {why}");
    }

    /// <summary>What made a download end: the cause of one that was begun, else the error itself.</summary>
    public static Exception CauseOf(GlacierException error) =>
        error is DownloadIncompleteException { InnerException: { } cause } ? cause : error;
}
