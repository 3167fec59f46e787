using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Copy;

/// <summary>The jobs of a vault that can be used, whoever started them.</summary>
internal static class CopyJobs
{
    /// <summary>The best job of each archive that has one.</summary>
    /// <exception cref="GlacierException">The jobs cannot be listed.</exception>
    public static async Task<Dictionary<string, JobDescription>> FindAsync(
        IGlacier glacier,
        string vaultName,
        RestoreOptions options,
        CancellationToken cancellationToken
    )
    {
        var jobs = new Dictionary<string, JobDescription>(StringComparer.Ordinal);
        await foreach (JobDescription job in JobList.UsableAsync(glacier, vaultName, cancellationToken))
        {
            if (job.Action != JobAction.ArchiveRetrieval || job.ArchiveId is null || !RetrievalJobs.IsWhole(job))
            {
                continue;
            }

            if (RetrievalJobs.Better(jobs.GetValueOrDefault(job.ArchiveId), job, options) is { } better)
            {
                jobs[job.ArchiveId] = better;
            }
        }

        return jobs;
    }
}
