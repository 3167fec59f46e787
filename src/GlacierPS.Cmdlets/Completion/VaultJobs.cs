using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>A vault's jobs, page by page as they are asked for.</summary>
internal static class VaultJobs
{
    public static async IAsyncEnumerable<JobDescription> ListAsync(
        IGlacier glacier,
        string vaultName,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? marker = null;
        do
        {
            Page<JobDescription> page = await glacier.ListJobsAsync(
                vaultName,
                status: null,
                completed: null,
                marker,
                limit: null,
                cancellationToken
            );
            foreach (JobDescription job in page.Items)
            {
                yield return job;
            }

            marker = page.Marker;
        } while (marker is not null);
    }
}
