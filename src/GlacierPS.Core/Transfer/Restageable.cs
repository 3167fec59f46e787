using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>The job that a download is from, or the one that has taken its place.</summary>
internal sealed class Restageable(
    IGlacier glacier,
    JobDescription description,
    FinishedJob job,
    ProgressTally tally,
    bool isAllowed
)
{
    private JobDescription _description = description;

    public FinishedJob Job { get; private set; } = job;

    /// <summary>
    /// Works with the job's output; if the service no longer keeps it, with that of another job, as often as need be:
    /// each lasts for a day.
    /// </summary>
    public async Task WhileKeptAsync(Func<FinishedJob, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await work(Job);
                return;
            }
            catch (ResourceNotFoundException) when (isAllowed && _description.ArchiveId is not null)
            {
                _description = await new JobRestage(glacier, tally).RunAsync(_description, cancellationToken);
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
}
