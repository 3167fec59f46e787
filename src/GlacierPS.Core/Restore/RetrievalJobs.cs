using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>Which jobs bring an archive, and for how long yet.</summary>
internal static class RetrievalJobs
{
    // At least that long after it ended (glacier-api.md §6.6).
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>Whether a job retrieves a whole archive.</summary>
    public static bool IsWhole(JobDescription job) =>
        job.RetrievalByteRange is not { } range || (range.First == 0 && range.Length == job.ArchiveSizeInBytes);

    /// <summary>
    /// The better of two jobs: a finished one that lasts, longest, or else the one that has run longer; null for one of
    /// no use.
    /// </summary>
    public static JobDescription? Better(JobDescription? one, JobDescription other, RestoreOptions options)
    {
        if (
            other.StatusCode != JobStatus.InProgress
            && !(other.StatusCode == JobStatus.Succeeded && Lasts(other, options))
        )
        {
            return one;
        }

        DateTime Ended(JobDescription job) => job.CompletionDate ?? DateTime.MinValue;
        return
            one is null
            || Ended(other) > Ended(one)
            || (Ended(other) == Ended(one) && other.CreationDate < one.CreationDate)
            ? other
            : one;
    }

    /// <summary>Whether a finished job's output is promised for as long as it takes to fetch it.</summary>
    public static bool Lasts(JobDescription job, RestoreOptions options)
    {
        TimeSpan left = (job.CompletionDate ?? job.CreationDate) + Lifetime - options.Time.GetUtcNow().UtcDateTime;
        return left > Margin + TimeSpan.FromSeconds((double)(job.ArchiveSizeInBytes ?? 0) / options.AssumedRate);
    }

    /// <summary>Gives an archive its path; a link in the way is the archive's error.</summary>
    public static void Assign(RestoreEntry entry, RestoreTargets targets)
    {
        try
        {
            lock (targets)
            {
                entry.Target = targets.Assign(entry.Item);
            }
        }
        catch (GlacierInputException error)
        {
            entry.Error = error;
        }
    }
}
