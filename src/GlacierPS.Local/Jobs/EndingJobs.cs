using GlacierPS.Local.Time;

namespace GlacierPS.Local.Jobs;

/// <summary>
/// The jobs of a vault whose end was not yet noticed, by when they end. Most end unheard: nobody wants to be told. So
/// nothing is written down for them; that they are settled follows from the configuration, which is why they are
/// settled before it changes.
/// </summary>
internal sealed class EndingJobs
{
    private readonly PriorityQueue<Job, (ServiceTime Due, long Ordinal)> _jobs = new();

    /// <summary>Adds a job that was started.</summary>
    public void Add(Job job) => _jobs.Enqueue(job, (job.Due, job.Ordinal));

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
    /// when the journal is read again. A job with a topic of its own waits for its own line.
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
