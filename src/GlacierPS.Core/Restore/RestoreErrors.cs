using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>Why an entry or a run of a plan ends without its files.</summary>
internal static class RestoreErrors
{
    public static GlacierTransferException JobsGone(RestoreEntry entry) =>
        new(
            "JobsGone",
            $"The outputs of {entry.Started} jobs for the archive {entry.Item.ArchiveId} expired before it could be "
                + "downloaded. Restore fewer archives at once, or over a faster connection."
        );

    public static GlacierTransferException JobFailed(RestoreEntry entry) =>
        new(
            "JobFailed",
            $"The job {entry.Job!.JobId} for the archive {entry.Item.ArchiveId} failed: {entry.Job.StatusMessage}. Run "
                + "the same command again to start another."
        );

    public static TimeoutException TimedOut(int left, int all, TimeSpan? timeout) =>
        new(
            $"{left:N0} of {all:N0} archives were not restored within {timeout}. Their jobs go on at the service, and "
                + "what was downloaded is kept: run the same command again to go on."
        );

    /// <summary>What made a download end: the cause of one that was begun, else the error itself.</summary>
    public static Exception CauseOf(GlacierException error) =>
        error is DownloadIncompleteException { InnerException: { } cause } ? cause : error;
}
