using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>
/// The job that a download is from, or the one that has taken its place: outputs last for a day (glacier-api.md §6.7),
/// and a large one over a slow connection takes longer.
/// </summary>
internal sealed class RenewableJob(
    IGlacier glacier,
    JobDescription description,
    FinishedJob job,
    ProgressAggregator progress,
    DownloadOptions options
)
{
    private JobDescription _description = description;

    public FinishedJob Job { get; private set; } = job;

    /// <summary>
    /// Works with the job's output; if the service no longer keeps it, with that of another job, as often as need be.
    /// </summary>
    /// <exception cref="GlacierTransferException">The other job's output is not the same.</exception>
    public async Task WhileKeptAsync(Func<FinishedJob, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await work(Job);
                return;
            }
            catch (ResourceNotFoundException) when (options.Restage && _description.ArchiveId is not null)
            {
                _description = await JobRenewal.RunAsync(
                    glacier,
                    _description.JobId,
                    RequestFor(_description),
                    progress,
                    options,
                    cancellationToken
                );
                FinishedJob next = await FinishedJob.FromAsync(glacier, _description, cancellationToken);
                Job =
                    next.Size == Job.Size && next.TreeHash == Job.TreeHash
                        ? next
                        : throw new GlacierTransferException(
                            "OutputChanged",
                            $"The output of job {next.JobId} is not that of the job whose place it takes. Look at "
                                + "both jobs, and begin anew."
                        );
            }
        }
    }

    private static ArchiveRetrievalRequest RequestFor(JobDescription job) =>
        new()
        {
            VaultName = job.VaultName,
            ArchiveId = job.ArchiveId!,
            Range = job.PartOfArchive(),
            Tier = job.Tier,
        };
}

/// <summary>Starts another job in place of one that the service has forgotten.</summary>
internal static class JobRenewal
{
    /// <summary>Starts a job, and waits for its end.</summary>
    /// <exception cref="GlacierServiceException">The service refused.</exception>
    public static async Task<JobDescription> RunAsync(
        IGlacier glacier,
        string expiredJobId,
        ArchiveRetrievalRequest request,
        ProgressAggregator progress,
        DownloadOptions options,
        CancellationToken cancellationToken
    )
    {
        string jobId = await glacier.InitiateJobAsync(request, cancellationToken);
        progress.Warn(
            $"The output of job {expiredJobId} is no longer kept. Job {jobId} on the same archive takes its place, and "
                + "the download goes on when it has ended."
        );
        var waiter = new JobWaiter(
            glacier,
            new JobWaitOptions { PollInterval = options.PollInterval },
            new PassingErrors(progress.Warn, progress.Note),
            progress.Note,
            cancellationToken
        );
        return await waiter.WaitAsync(request.VaultName, jobId);
    }
}
