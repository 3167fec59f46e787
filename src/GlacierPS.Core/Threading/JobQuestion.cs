using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>
/// Asks how far jobs of one vault have come: a few by DescribeJob, more by ListJobs, which has 50 on a page.
/// </summary>
internal sealed class JobQuestion(IGlacier glacier, JobWaitOptions options)
{
    private const int Few = 3;

    // Whoever may describe jobs need not be allowed to list them.
    private volatile bool _mayList = true;

    /// <summary>
    /// Fills in what the service says of each job, or why it cannot be asked about; jobs that are not found in the list
    /// of those that have ended stay as they are.
    /// </summary>
    /// <exception cref="Exception">A passing error; what was heard before it is filled in.</exception>
    public async Task AskAsync(string vaultName, IReadOnlyList<WaitedJob> jobs, CancellationToken cancellationToken)
    {
        IReadOnlyList<WaitedJob> left = jobs;
        if (_mayList && jobs.Count > Few)
        {
            try
            {
                left = await ListAsync(vaultName, jobs, cancellationToken);
            }
            catch (AccessDeniedException)
            {
                _mayList = false;
            }
        }

        await Parallel.ForEachAsync(
            left,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            async (job, token) =>
            {
                try
                {
                    job.Description = await glacier.DescribeJobAsync(vaultName, job.JobId, token);
                }
                catch (GlacierServiceException error)
                    when (error is ResourceNotFoundException or AccessDeniedException or InvalidParameterValueException)
                {
                    job.Error = error;
                }
            }
        );
    }

    /// <summary>
    /// Looks for jobs in the vault's list: for those that have ended, where all were seen running before. No more pages
    /// are read than there are jobs, since describing each would be cheaper then.
    /// </summary>
    /// <returns>The jobs that are to be asked about one by one.</returns>
    private async Task<IReadOnlyList<WaitedJob>> ListAsync(
        string vaultName,
        IReadOnlyList<WaitedJob> jobs,
        CancellationToken cancellationToken
    )
    {
        bool? completed = jobs.All(job => job.Description is not null) ? true : null;
        ILookup<string, WaitedJob> byId = jobs.ToLookup(job => job.JobId, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        string? marker = null;
        int pages = 0;
        do
        {
            Page<JobDescription> page = await glacier.ListJobsAsync(
                vaultName,
                status: null,
                completed,
                marker,
                limit: null,
                cancellationToken
            );
            foreach (JobDescription job in page.Items)
            {
                foreach (WaitedJob waited in byId[job.JobId])
                {
                    waited.Description = job;
                    found.Add(job.JobId);
                }
            }

            marker = page.Marker;
        } while (marker is not null && found.Count < byId.Count && ++pages < jobs.Count);

        // A job that is missing in a whole list of those that have ended still runs, unless its output has expired,
        // which none does before a day has passed.
        DateTime dayAgo = options.Time.GetUtcNow().UtcDateTime - GlacierLimits.OutputLifetime;
        return
        [
            .. jobs.Where(job =>
                !found.Contains(job.JobId)
                && (completed is null || marker is not null || job.Description!.CreationDate < dayAgo)
            ),
        ];
    }
}
