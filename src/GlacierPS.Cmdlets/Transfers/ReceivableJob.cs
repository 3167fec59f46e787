using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>Whether a job's output can be received, and under which name.</summary>
internal static class ReceivableJob
{
    /// <summary>Refuses a job that has no output.</summary>
    /// <exception cref="GlacierInputException">It still runs, or has failed.</exception>
    public static void Check(JobDescription job)
    {
        if (!job.Completed)
        {
            throw new GlacierInputException(
                "JobNotReady",
                $"Job {job.JobId} in vault {job.VaultName} is still running. Wait for it with Wait-GlacierJob, "
                    + "then receive its output."
            );
        }

        if (job.StatusCode == JobStatus.Failed)
        {
            throw new GlacierInputException(
                "JobFailed",
                $"Job {job.JobId} in vault {job.VaultName} failed ({job.StatusMessage}) and has no output. Start "
                    + "another with Start-GlacierJob."
            );
        }
    }

    /// <summary>The name to save under, as far as the archive's description tells.</summary>
    public static string NameOf(JobDescription job, ArchiveName? kept)
    {
        if (kept is not null)
        {
            return kept.Name.Length > 0 ? kept.Name : job.ArchiveId ?? job.JobId;
        }

        string extension = job.InventoryRetrievalParameters?.Format == InventoryFormat.Csv ? "csv" : "json";
        return FormattableString.Invariant(
            $"{job.VaultName}-inventory-{job.CompletionDate:yyyyMMdd-HHmmss}.{extension}"
        );
    }
}
