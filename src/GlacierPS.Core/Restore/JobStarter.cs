using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Initiates the retrieval job of an archive. Where the response was lost, the job is looked up in the vault's list
/// before another is initiated, since each is paid for.
/// </summary>
internal sealed class JobStarter(
    IGlacier glacier,
    RestoreOptions options,
    RetrievalRateLimiter limiter,
    RestoreReport report
)
{
    // Lost responses in a row.
    private const int MaxLostResponses = 5;

    // The data retrieval policy refuses an archive that is larger than it allows in any hour as it refuses one that has
    // to wait for the next hour. Given up is what it refused for a day, or for two hours in which it let nothing
    // through.
    private static readonly TimeSpan PolicyDelay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestRefusalOfAll = TimeSpan.FromHours(2);

    // How far the clocks of this machine and the service may be apart.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private long _lastAccepted = options.Time.GetTimestamp();

    /// <summary>Initiates it.</summary>
    /// <returns>
    /// The job; null if it was gone before it could be looked at, as after a machine slept for a day. Whoever asked
    /// decides whether another is paid for.
    /// </returns>
    /// <exception cref="RetrievalHeldBackException">It cannot be initiated now, and nothing is waited for.</exception>
    /// <exception cref="GlacierException">It cannot be initiated.</exception>
    public async Task<JobDescription?> StartAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        await limiter.WaitAsync(item.SizeInBytes ?? 0, WillWait, cancellationToken);
        SpendingEntry? spending = options.Share is { } share
            ? await share.AllowAsync(item.ArchiveId, item.SizeInBytes ?? 0, cancellationToken)
            : options.MaxCost?.Reserve(item.VaultName, item.ArchiveId, options.Tier, item.SizeInBytes);
        DateTime begun = options.Time.GetUtcNow().UtcDateTime;
        long first = options.Time.GetTimestamp();
        int lostResponses = 0;
        while (true)
        {
            string? id = null;
            try
            {
                id = await InitiateAsync(item, cancellationToken);
                Interlocked.Exchange(ref _lastAccepted, options.Time.GetTimestamp());
                JobDescription started = await report.Passing.RunAsync(
                    $"The job {id} could not be looked up",
                    () => glacier.DescribeJobAsync(item.VaultName, id, cancellationToken),
                    cancellationToken
                );
                return started.ArchiveId == item.ArchiveId
                    ? started
                    : throw new GlacierTransferException(
                        "JobOfAnother",
                        $"The service says that job {id} retrieves {item.InWords}, and then that it retrieves the "
                            + $"archive {started.ArchiveId}. Nothing was downloaded. Run the same command again."
                    );
            }
            catch (ResourceNotFoundException) when (id is not null)
            {
                report.Note($"The job {id} for {item.InWords} is gone before it could be looked at.");
                return null;
            }
            catch (PolicyEnforcedException error) when (MayBeAllowedYet(first))
            {
                if (options.NoWait)
                {
                    spending?.GiveBack();
                    throw new RetrievalHeldBackException($"The account's data retrieval policy: {error.Message}");
                }

                report.Note(
                    "The account's data retrieval policy does not allow another retrieval now; it is tried again in "
                        + $"{Quantity.Of((long)PolicyDelay.TotalMinutes, "minute")}."
                );
                await Task.Delay(PolicyDelay, cancellationToken);
            }
            catch (Exception error)
                when (id is null
                    && error is GlacierServiceException or RetrievalHeldBackException
                    && spending is not null
                )
            {
                spending.GiveBack();
                throw;
            }
            catch (GlacierConnectionException error) when (error.MayHaveHappened && ++lostResponses <= MaxLostResponses)
            {
                // The response was lost: the vault's list tells whether the job exists.
                report.Note($"{error.Message} The list of jobs is looked at.");
                if (await FindAsync(item, begun - ClockSkew, cancellationToken) is { } job)
                {
                    return job;
                }
            }
        }
    }

    private async Task<string> InitiateAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        var request = new ArchiveRetrievalRequest
        {
            VaultName = item.VaultName,
            ArchiveId = item.ArchiveId,
            Tier = options.Tier,
            Description = options.JobDescription,
        };
        try
        {
            // However long it takes: a restore of many archives runs for days, and the others wait meanwhile.
            return await report.Passing.RunAsync(
                $"The job for {item.InWords} could not be initiated",
                () =>
                {
                    // A request that is made again after a pause as well.
                    options.Share?.RequireHeld();
                    return glacier.InitiateJobAsync(request, cancellationToken);
                },
                cancellationToken
            );
        }
        catch (GlacierException error) when (options.NoWait && RetryPolicy.CanRetry(error, cancellationToken))
        {
            throw new RetrievalHeldBackException(error.Message);
        }
    }

    private void WillWait(TimeSpan left)
    {
        string text =
            $"The next job is started in {Quantity.Of((long)Math.Round(left.TotalMinutes), "minute")}: the limit is "
            + $"{Quantity.Of(options.MaxBytesPerHour!.Value, "byte")} an hour.";
        if (options.NoWait)
        {
            throw new RetrievalHeldBackException(text);
        }

        report.Note(text);
    }

    private bool MayBeAllowedYet(long first) =>
        options.Time.GetElapsedTime(first) < LongestRefusal
        && (
            options.Time.GetElapsedTime(Interlocked.Read(ref _lastAccepted)) < LongestRefusalOfAll
            || options.Time.GetElapsedTime(first) < LongestRefusalOfAll
        );

    private Task<JobDescription?> FindAsync(RestoreItem item, DateTime since, CancellationToken cancellationToken) =>
        report.Passing.RunAsync(
            $"The jobs of vault '{item.VaultName}' could not be listed",
            async () =>
            {
                await foreach (JobDescription job in JobList.UsableAsync(glacier, item.VaultName, cancellationToken))
                {
                    if (job.ArchiveId == item.ArchiveId && RetrievalJobs.IsWhole(job) && job.CreationDate >= since)
                    {
                        return job;
                    }
                }

                return null;
            },
            cancellationToken
        );
}

/// <summary>A job cannot be initiated now, and nothing is to be waited for.</summary>
internal sealed class RetrievalHeldBackException(string message) : Exception(message);
