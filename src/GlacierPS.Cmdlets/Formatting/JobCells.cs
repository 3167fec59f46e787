using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Computed cells of the table of jobs.</summary>
public static class JobCells
{
    /// <summary>How much the job brings, as far as it is known yet.</summary>
    public static string Size(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        long? bytes = job.RetrievalByteRange?.Length ?? job.ArchiveSizeInBytes ?? job.InventorySizeInBytes;
        return bytes is { } known ? ByteSize.Format(known) : "";
    }
}
