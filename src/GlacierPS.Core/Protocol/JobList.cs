using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Protocol;

/// <summary>The jobs of a vault, page after page (glacier-api.md §6.6).</summary>
public static class JobList
{
    /// <summary>All running and recently completed jobs, in the service's order.</summary>
    public static IAsyncEnumerable<JobDescription> AllAsync(
        IGlacier glacier,
        string vaultName,
        CancellationToken cancellationToken
    ) => OfStatusAsync(glacier, vaultName, status: null, cancellationToken);

    /// <summary>
    /// The jobs that run, and then those that succeeded: a job that completes meanwhile is returned twice, and none is
    /// missed.
    /// </summary>
    public static async IAsyncEnumerable<JobDescription> UsableAsync(
        IGlacier glacier,
        string vaultName,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (JobStatus status in new[] { JobStatus.InProgress, JobStatus.Succeeded })
        {
            await foreach (JobDescription job in OfStatusAsync(glacier, vaultName, status, cancellationToken))
            {
                yield return job;
            }
        }
    }

    /// <summary>The jobs that are in one state, as the service orders them; null is any.</summary>
    public static IAsyncEnumerable<JobDescription> OfStatusAsync(
        IGlacier glacier,
        string vaultName,
        JobStatus? status,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(glacier);
        return Pages.ItemsAsync(
            (marker, token) => glacier.ListJobsAsync(vaultName, status, completed: null, marker, limit: null, token),
            cancellationToken
        );
    }
}
