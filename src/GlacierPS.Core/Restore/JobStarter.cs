using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Starts the job for an archive: never two where one answer was lost, and not faster than is allowed.
/// </summary>
internal sealed class JobStarter(IGlacier glacier, RestoreOptions options, RestorePace pace, Action<string> note)
{
    private const int Tries = 6;
    private static readonly TimeSpan PolicyPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(5);

    public async Task<JobDescription> StartAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(
            item.SizeInBytes ?? 0,
            left =>
                note(
                    $"The next job is started in {left.TotalMinutes:0} minutes: {options.MaxBytesPerHour:N0} "
                        + "bytes in an hour were allowed."
                ),
            cancellationToken
        );
        DateTime begun = options.Time.GetUtcNow().UtcDateTime;
        for (int tries = 1; ; tries++)
        {
            try
            {
                string id = await glacier.InitiateJobAsync(
                    new ArchiveRetrievalRequest
                    {
                        VaultName = item.VaultName,
                        ArchiveId = item.ArchiveId,
                        Tier = options.Tier,
                        Description = "GlacierPS: restore",
                    },
                    cancellationToken
                );
                return await glacier.DescribeJobAsync(item.VaultName, id, cancellationToken);
            }
            catch (PolicyEnforcedException) when (tries < Tries * 10)
            {
                note(
                    "The account's data retrieval policy does not allow another retrieval now; it is tried again "
                        + $"in {PolicyPause.TotalMinutes:0} minutes."
                );
                await Task.Delay(PolicyPause, cancellationToken);
            }
            catch (ThrottlingException) when (tries < Tries)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, tries)), cancellationToken);
            }
            catch (GlacierConnectionException error) when (error.MayHaveHappened && tries < Tries)
            {
                // The answer was lost: the service's own list tells whether there is a job, and it is paid for.
                if (await FindAsync(item, begun - Clocks, cancellationToken) is { } job)
                {
                    return job;
                }
            }
        }
    }

    private async Task<JobDescription?> FindAsync(RestoreItem item, DateTime since, CancellationToken cancellationToken)
    {
        await foreach (JobDescription job in JobList.UsableAsync(glacier, item.VaultName, cancellationToken))
        {
            if (job.ArchiveId == item.ArchiveId && RetrievalJobs.IsWhole(job) && job.CreationDate >= since)
            {
                return job;
            }
        }

        return null;
    }
}
