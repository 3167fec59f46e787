using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Initiates the retrieval job of an archive. Where the response was lost, the job is looked up in the vault's list
/// before another is initiated, since each is paid for.
/// </summary>
internal sealed class JobStarter(
    IGlacier glacier,
    RestoreOptions options,
    RetrievalRateLimiter limiter,
    Action<string> note
)
{
    // Lost responses in a row; and refusals by the retrieval policy, two hours of them.
    private const int MaxLostResponses = 5;
    private const int MaxPolicyRefusals = 60;
    private static readonly TimeSpan PolicyDelay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxThrottlingDelay = TimeSpan.FromMinutes(2);

    // How far the clocks of this machine and the service may be apart.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public async Task<JobDescription> StartAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        await limiter.WaitAsync(
            item.SizeInBytes ?? 0,
            left =>
                note(
                    $"The next job is started in {left.TotalMinutes:0} minutes: {options.MaxBytesPerHour:N0} "
                        + "bytes in an hour were allowed."
                ),
            cancellationToken
        );
        DateTime begun = options.Time.GetUtcNow().UtcDateTime;
        TimeSpan throttlingDelay = options.RetryDelay;
        bool noted = false;
        int lostResponses = 0,
            policyRefusals = 0;
        while (true)
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
            catch (PolicyEnforcedException) when (++policyRefusals <= MaxPolicyRefusals)
            {
                note(
                    "The account's data retrieval policy does not allow another retrieval now; it is tried again "
                        + $"in {PolicyDelay.TotalMinutes:0} minutes."
                );
                await Task.Delay(PolicyDelay, cancellationToken);
            }
            catch (ThrottlingException)
            {
                // However long it takes: a restore of many archives runs for days, and the others wait meanwhile.
                if (!noted)
                {
                    noted = true;
                    note("The service limits the rate at which jobs are started; it is tried again until it accepts.");
                }

                await Task.Delay(throttlingDelay * (0.75 + Random.Shared.NextDouble() / 2), cancellationToken);
                throttlingDelay = throttlingDelay * 2 < MaxThrottlingDelay ? throttlingDelay * 2 : MaxThrottlingDelay;
            }
            catch (GlacierConnectionException error) when (error.MayHaveHappened && ++lostResponses <= MaxLostResponses)
            {
                // The response was lost: the vault's list tells whether the job exists.
                if (await FindAsync(item, begun - ClockSkew, cancellationToken) is { } job)
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
