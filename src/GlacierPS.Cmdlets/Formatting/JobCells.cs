using GlacierPS.Core.Protocol;
using static System.FormattableString;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Computed cells of the table of jobs.</summary>
public static class JobCells
{
    // The width of its column.
    private const int ShownId = 10;

    /// <summary>How much the job brings, as far as it is known yet.</summary>
    public static string Size(JobDescription job) => Bytes(job) is { } known ? ByteSize.Format(known) : "";

    /// <summary>The beginning of its ID, which Tab completes.</summary>
    public static string Id(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return TerminalText.Of(job.JobId.Length > ShownId ? job.JobId[..(ShownId - 1)] + "…" : job.JobId);
    }

    /// <summary>How far it has come; a failure in red where the host shows colours.</summary>
    public static string Status(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.StatusCode == JobStatus.Failed ? "\u001b[31mFailed\u001b[0m" : job.StatusCode.ToString();
    }

    /// <summary>How long ago it was started: <c>50 s</c>, <c>12 min</c>, <c>3.5 h</c>.</summary>
    public static string Age(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        TimeSpan age = job.CreationDate == default ? default : DateTime.Now - ShownTime.Local(job.CreationDate);
        return job.CreationDate == default ? ""
            : age.TotalMinutes < 1 ? Invariant($"{Math.Max(age.TotalSeconds, 0):0} s")
            : age.TotalHours < 1 ? Invariant($"{age.TotalMinutes:0} min")
            : Invariant($"{age.TotalHours:0.#} h");
    }

    /// <summary>Until when its output can be downloaded; empty while there is none.</summary>
    public static string Until(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return ShownTime.Format(job.AvailableUntil, "MM-dd HH:mm");
    }

    /// <summary>What it brings: the name of the archive, its ID where that is not known, or the inventory.</summary>
    public static string Name(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Action == JobAction.InventoryRetrieval
            ? "(inventory)"
            : TerminalText.Of(job.ArchiveName ?? job.ArchiveId);
    }

    /// <summary>The same in bytes; null while it is not known.</summary>
    public static long? Bytes(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.RetrievalByteRange?.Length ?? job.ArchiveSizeInBytes ?? job.InventorySizeInBytes;
    }
}
