using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Jobs;

/// <summary>How far a job has come: it follows from the clock and from what became of its archive.</summary>
/// <param name="StatusCode"><c>InProgress</c>, <c>Succeeded</c> or <c>Failed</c>.</param>
/// <param name="Message">StatusMessage; null while it runs (glacier-api.md §8, D9).</param>
internal sealed record JobOutcome(string StatusCode, string? Message)
{
    public static readonly JobOutcome InProgress = new("InProgress", null);

    public static readonly JobOutcome Succeeded = new("Succeeded", "Succeeded");

    private static readonly JobOutcome ArchiveDeleted = new(
        "Failed",
        "The archive was deleted before the job completed."
    );

    private static readonly JobOutcome ArchiveDamaged = new(
        "Failed",
        "The archive's data in the data folder are missing or damaged."
    );

    /// <summary>Whether the job has ended, well or badly.</summary>
    public bool IsCompleted => this != InProgress;

    /// <param name="job">The job.</param>
    /// <param name="damaged">Archives of the vault whose data were found damaged.</param>
    /// <param name="now">The service's time.</param>
    public static JobOutcome Of(Job job, IReadOnlySet<ResourceKey> damaged, ServiceTime now)
    {
        if (now < job.Due)
        {
            return InProgress;
        }

        if (job.Archive is { } retrieved)
        {
            if (job.ArchiveDeleted < job.Due)
            {
                // A retrieval that is being prepared fails; a completed one stays (glacier-api.md §6.3).
                return ArchiveDeleted;
            }

            if (job.IsArchiveLost || damaged.Contains(retrieved.Archive))
            {
                return ArchiveDamaged;
            }
        }

        return Succeeded;
    }
}
