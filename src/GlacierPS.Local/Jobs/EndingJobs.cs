using GlacierPS.Local.Time;

namespace GlacierPS.Local.Jobs;

/// <summary>
/// The jobs of a vault whose end was not yet noticed, by when they end. Nothing is written for one without a
/// subscriber: that it is settled follows from the notification configuration, which is why jobs that have ended are
/// settled before it changes.
/// </summary>
internal sealed class EndingJobs
{
    private readonly PriorityQueue<Job, (ServiceTime Due, long Ordinal)> _jobs = new();

    /// <summary>Adds a job that was started.</summary>
    public void Add(Job job) => _jobs.Enqueue(job, (job.Due, job.Ordinal));

    /// <summary>Whether a job has ended by a moment.</summary>
    public bool HasEnded(ServiceTime now) =>
        _jobs.TryPeek(out _, out (ServiceTime Due, long Ordinal) end) && end.Due <= now;

    /// <summary>Takes out the next job that has ended by a moment; null if there is none.</summary>
    public Job? Take(ServiceTime now)
    {
        while (_jobs.TryPeek(out Job? job, out (ServiceTime Due, long Ordinal) end) && end.Due <= now)
        {
            _jobs.Dequeue();
            if (!job.IsEndNoticed)
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>
    /// Lets go of the jobs that ended before the configuration changed, so that the new one is not asked about them
    /// when the store is opened again. A job with a topic of its own waits for its own message.
    /// </summary>
    public void SettleBefore(ServiceTime change)
    {
        var kept = new List<Job>();
        while (Take(change) is { } job)
        {
            if (job.Topic is not null)
            {
                kept.Add(job);
            }
        }

        kept.ForEach(Add);
    }
}
