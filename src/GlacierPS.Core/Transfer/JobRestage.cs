using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Another job in place of one that the service has forgotten: outputs last about a day (glacier-api.md §6.7), and a
/// large one on a slow line takes longer.
/// </summary>
internal sealed class JobRestage(IGlacier glacier, ProgressTally tally)
{
    /// <summary>Starts a job on the same bytes of the same archive, and waits for its end.</summary>
    /// <exception cref="GlacierServiceException">The service refused.</exception>
    public Task<JobDescription> RunAsync(JobDescription expired, CancellationToken cancellationToken)
    {
        bool isWhole = expired.RetrievalByteRange is not { } range || range.Length == expired.ArchiveSizeInBytes;
        return RunAsync(
            expired.JobId,
            expired.VaultName,
            expired.ArchiveId!,
            isWhole ? null : expired.RetrievalByteRange,
            expired.Tier,
            cancellationToken
        );
    }

    /// <summary>Starts a job on the bytes that a download was of, and waits for its end.</summary>
    /// <exception cref="GlacierServiceException">The service refused.</exception>
    public Task<JobDescription> RunAsync(UnfinishedDownload download, CancellationToken cancellationToken) =>
        RunAsync(
            download.JobId,
            download.VaultName,
            download.ArchiveId!,
            download.Range,
            download.Tier,
            cancellationToken
        );

    private async Task<JobDescription> RunAsync(
        string expiredJobId,
        string vaultName,
        string archiveId,
        ByteRange? range,
        RetrievalTier? tier,
        CancellationToken cancellationToken
    )
    {
        string jobId = await glacier.InitiateJobAsync(
            new ArchiveRetrievalRequest
            {
                VaultName = vaultName,
                ArchiveId = archiveId,
                Range = range,
                Tier = tier,
            },
            cancellationToken
        );
        tally.Warn(
            $"The output of job {expiredJobId} is no longer kept. Job {jobId} on the same archive takes its "
                + "place, and the download goes "
                + "on when it has ended."
        );
        return await new JobWaiter(glacier).WaitAsync(vaultName, jobId, tally.Warn, cancellationToken);
    }
}
