using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>How often to ask whether a job is done.</summary>
public static class JobPolling
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time until the next question: doubling from one second, so that a local service or an old job is not waited for,
    /// up to a limit by what the job takes (glacier-api.md §6.6): 15 seconds for an Expedited retrieval (1 to 5
    /// minutes), five minutes for the rest (hours).
    /// </summary>
    /// <param name="job">The job as it was at the last question.</param>
    /// <param name="asked">How often it was asked about before that, from 0.</param>
    public static TimeSpan Pause(JobDescription job, int asked)
    {
        ArgumentNullException.ThrowIfNull(job);
        TimeSpan longest = job.Tier == RetrievalTier.Expedited ? TimeSpan.FromSeconds(15) : TimeSpan.FromMinutes(5);
        TimeSpan pause = First * Math.Pow(2, Math.Min(asked, 20));
        return pause < longest ? pause : longest;
    }
}
