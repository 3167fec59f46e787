using System.Diagnostics;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>
/// Waits until jobs have ended. Passing errors of the service or the connection do not end a wait of hours: the first
/// of a job's wait is told, and the next question comes when it is due.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="timeout">
/// How long to wait, from now on and for all jobs of this waiter together; null for ever. The job is asked about once
/// more when it has passed.
/// </param>
/// <param name="requests">Limits how many jobs are asked about at once; null for no limit.</param>
public sealed class JobWaiter(IGlacier glacier, TimeSpan? timeout = null, SemaphoreSlim? requests = null)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>
    /// Time until the next question: doubling from one second, so that a local service or an old job is not waited for,
    /// up to a limit by what the job takes (glacier-api.md §6.6): 15 seconds for an Expedited retrieval (1 to 5
    /// minutes), five minutes for the rest (hours).
    /// </summary>
    /// <param name="tier">The job's tier, as far as it is known.</param>
    /// <param name="asked">How often it was asked about before that, from 0.</param>
    public static TimeSpan Pause(RetrievalTier? tier, int asked)
    {
        TimeSpan longest = tier == RetrievalTier.Expedited ? TimeSpan.FromSeconds(15) : TimeSpan.FromMinutes(5);
        TimeSpan pause = First * Math.Pow(2, Math.Min(asked, 20));
        return pause < longest ? pause : longest;
    }

    /// <summary>Waits for a job, whether it succeeds or fails.</summary>
    /// <param name="vaultName">The vault it works on.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="warn">Told of the first passing error, in one sentence.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on at the service.</param>
    /// <returns>The job, completed.</returns>
    /// <exception cref="TimeoutException">It has not ended in time.</exception>
    /// <exception cref="GlacierServiceException">The service refused, as for a job that it does not know.</exception>
    public async Task<JobDescription> WaitAsync(
        string vaultName,
        string jobId,
        Action<string>? warn,
        CancellationToken cancellationToken
    )
    {
        RetrievalTier? tier = null;
        bool told = false;
        for (int asked = 0; ; asked++)
        {
            try
            {
                JobDescription job = await DescribeAsync(vaultName, jobId, cancellationToken);
                if (job.Completed)
                {
                    return job;
                }

                tier = job.Tier;
            }
            catch (Exception error) when (RetryPolicy.CanRetry(error, cancellationToken))
            {
                if (!told)
                {
                    told = true;
                    warn?.Invoke(
                        $"Job {jobId} in vault {vaultName} could not be asked about: {error.Message} It is asked about "
                            + "again later."
                    );
                }
            }

            await Task.Delay(NextPause(vaultName, jobId, tier, asked), cancellationToken);
        }
    }

    private TimeSpan NextPause(string vaultName, string jobId, RetrievalTier? tier, int asked)
    {
        TimeSpan pause = Pause(tier, asked);
        if (timeout is not { } limit)
        {
            return pause;
        }

        TimeSpan left = limit - Stopwatch.GetElapsedTime(_begun);
        if (left <= TimeSpan.Zero)
        {
            throw new TimeoutException(
                $"Job {jobId} in vault {vaultName} has not finished within {limit}. It goes on at the service: run "
                    + "Wait-GlacierJob again, or the command that waited for it, to wait on."
            );
        }

        return pause < left ? pause : left;
    }

    private async Task<JobDescription> DescribeAsync(
        string vaultName,
        string jobId,
        CancellationToken cancellationToken
    )
    {
        if (requests is null)
        {
            return await glacier.DescribeJobAsync(vaultName, jobId, cancellationToken);
        }

        await requests.WaitAsync(cancellationToken);
        try
        {
            return await glacier.DescribeJobAsync(vaultName, jobId, cancellationToken);
        }
        finally
        {
            requests.Release();
        }
    }
}
