using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Asks for the state of jobs until they have completed: with DescribeJob for up to 50 jobs that are due, with ListJobs
/// for more.
/// </summary>
internal sealed class JobWatch(IGlacier glacier, RestoreOptions options, Action<string> note)
{
    private const int Few = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly List<Watched> _watched = [];
    private bool _noted;

    /// <summary>Adds an entry whose job runs.</summary>
    public void Add(RestoreEntry entry)
    {
        lock (_watched)
        {
            _watched.Add(
                new Watched(entry) { Due = Stopwatch.GetTimestamp() + Ticks(JobWaiter.Pause(entry.Job!.Tier, 0)) }
            );
        }
    }

    /// <summary>
    /// Reports each entry whose job has completed, or does not exist any more (its job is null then). Runs until it is
    /// cancelled.
    /// </summary>
    public async Task RunAsync(Action<RestoreEntry> ended, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Tick, cancellationToken);
            Watched[] due;
            lock (_watched)
            {
                long now = Stopwatch.GetTimestamp();
                due = [.. _watched.Where(watched => watched.Due <= now)];
            }

            try
            {
                await AskAsync(due, cancellationToken);
            }
            catch (Exception error) when (RetryPolicy.CanRetry(error, cancellationToken))
            {
                // A passing error does not end a wait of hours: the jobs are asked for again when they are due.
                if (!_noted)
                {
                    _noted = true;
                    note($"The state of the jobs could not be asked for: {error.Message} It is asked for again later.");
                }
            }

            foreach (Watched watched in due)
            {
                if (watched.Entry.Job is { Completed: false } job)
                {
                    watched.Due = Stopwatch.GetTimestamp() + Ticks(JobWaiter.Pause(job.Tier, ++watched.Asked));
                    continue;
                }

                lock (_watched)
                {
                    _watched.Remove(watched);
                }

                ended(watched.Entry);
            }
        }
    }

    private async Task AskAsync(Watched[] due, CancellationToken cancellationToken)
    {
        if (due.Length > Few)
        {
            foreach (IGrouping<string, Watched> vault in due.GroupBy(watched => watched.Entry.Item.VaultName))
            {
                Dictionary<string, Watched> byId = vault.ToDictionary(watched => watched.Entry.Job!.JobId);
                foreach (JobStatus ended in new[] { JobStatus.Succeeded, JobStatus.Failed })
                {
                    await foreach (
                        JobDescription job in JobList.OfStatusAsync(glacier, vault.Key, ended, cancellationToken)
                    )
                    {
                        if (byId.Remove(job.JobId, out Watched? watched))
                        {
                            watched.Entry.Job = job;
                        }
                    }
                }
            }

            // The others still run, or do not exist any more, which none does before a day has passed.
            DateTime dayAgo = options.Time.GetUtcNow().UtcDateTime - RetrievalJobs.Lifetime;
            due = [.. due.Where(watched => !watched.Entry.Job!.Completed && watched.Entry.Job.CreationDate < dayAgo)];
        }

        await Parallel.ForEachAsync(
            due,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            async (watched, token) =>
            {
                try
                {
                    watched.Entry.Job = await glacier.DescribeJobAsync(
                        watched.Entry.Item.VaultName,
                        watched.Entry.Job!.JobId,
                        token
                    );
                }
                catch (ResourceNotFoundException)
                {
                    watched.Entry.Job = null;
                }
            }
        );
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    private sealed class Watched(RestoreEntry entry)
    {
        public RestoreEntry Entry => entry;

        public long Due { get; set; }

        public int Asked { get; set; }
    }
}
