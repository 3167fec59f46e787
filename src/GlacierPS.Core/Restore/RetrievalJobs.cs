using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>Which jobs can be used for an archive, and for how long.</summary>
public static class RetrievalJobs
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>Whether a job retrieves a whole archive.</summary>
    public static bool IsWhole(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.PartOfArchive() is null;
    }

    /// <summary>
    /// The job that gives a whole archive's bytes: the one that succeeded last and whose output lasts, else the one
    /// that runs for the longest time; null if there is none.
    /// </summary>
    /// <param name="glacier">The service.</param>
    /// <param name="vaultName">The vault.</param>
    /// <param name="archiveId">The archive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<JobDescription?> FindAsync(
        IGlacier glacier,
        string vaultName,
        string archiveId,
        CancellationToken cancellationToken
    )
    {
        var options = new RestoreOptions { Folder = "" };
        JobDescription? best = null;
        await foreach (JobDescription job in JobList.UsableAsync(glacier, vaultName, cancellationToken))
        {
            if (job.Action == JobAction.ArchiveRetrieval && job.ArchiveId == archiveId && IsWhole(job))
            {
                best = Better(best, job, options);
            }
        }

        return best;
    }

    /// <summary>
    /// The better of two jobs: the one that succeeded last and whose output will last, else the running one that was
    /// started first; null if neither can be used.
    /// </summary>
    internal static JobDescription? Better(JobDescription? one, JobDescription other, RestoreOptions options)
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

    /// <summary>
    /// Whether the output of a succeeded job will be available for as long as its download is likely to take.
    /// </summary>
    internal static bool Lasts(JobDescription job, RestoreOptions options)
    {
        TimeSpan left =
            (job.CompletionDate ?? job.CreationDate)
            + GlacierLimits.OutputLifetime
            - options.Time.GetUtcNow().UtcDateTime;
        double download = (double)(job.ArchiveSizeInBytes ?? 0) / options.AssumedRate;
        return left.TotalSeconds > Margin.TotalSeconds + download;
    }

    /// <summary>Assigns the path of an entry; a link on the way to it is the entry's error.</summary>
    internal static void Assign(RestoreEntry entry, RestoreTargets targets)
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
