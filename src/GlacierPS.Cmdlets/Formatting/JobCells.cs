using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Computed cells of the table of jobs.</summary>
public static class JobCells
{
    /// <summary>How much the job brings, as far as it is known yet.</summary>
    public static string Size(JobDescription job) => Bytes(job) is { } known ? ByteSize.Format(known) : "";

    /// <summary>The same in bytes; null while it is not known.</summary>
    public static long? Bytes(JobDescription job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.RetrievalByteRange?.Length ?? job.ArchiveSizeInBytes ?? job.InventorySizeInBytes;
    }
}
