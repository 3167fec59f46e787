using System.Diagnostics;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>A job that is waited for.</summary>
internal sealed class WaitedJob(string vaultName, string jobId, string? name, JobDescription? known)
{
    /// <summary>
    /// Longest time between two questions, by what the job takes (glacier-api.md §6.6): an Expedited retrieval takes 1
    /// to 5 minutes, the rest hours.
    /// </summary>
    private static readonly TimeSpan LongestExpedited = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // Jobs that come down a pipe one by one are asked about together.
    private static readonly TimeSpan Collecting = TimeSpan.FromMilliseconds(100);

    public string VaultName => vaultName;

    public string JobId => jobId;

    /// <summary>The name of its archive, as far as it is known.</summary>
    public string? Name { get; set; } = name;

    /// <summary>What the service said of it last; null before it was asked.</summary>
    public JobDescription? Description { get; set; } = known;

    /// <summary>Why it cannot be waited for.</summary>
    public Exception? Error { get; set; }

    /// <summary>When the wait for it began, as a timestamp.</summary>
    public long Begun { get; } = Stopwatch.GetTimestamp();

    public TaskCompletionSource<JobDescription> Ended { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Time until the next question about it: as long as it is waited for already, so that a local service or an old
    /// job is not waited for, from a second up to the limit of its tier.
    /// </summary>
    public TimeSpan Pause()
    {
        if (Description is null && Stopwatch.GetElapsedTime(Begun) < Collecting)
        {
            return Collecting;
        }

        TimeSpan longest = Description?.Tier == RetrievalTier.Expedited ? LongestExpedited : Longest;
        TimeSpan waited = Stopwatch.GetElapsedTime(Begun);
        return waited < Shortest ? Shortest
            : waited < longest ? waited
            : longest;
    }

    /// <summary>What it is, by the name of its archive where that is known.</summary>
    public override string ToString() =>
        Description?.Action == JobAction.InventoryRetrieval ? $"the inventory of vault '{vaultName}'"
        : Name is { Length: > 0 } name ? $"'{name}' in vault '{vaultName}'"
        : Description?.ArchiveId is { } archive ? $"the archive {Short(archive)} in vault '{vaultName}'"
        : $"the job {Short(jobId)} in vault '{vaultName}'";

    private static string Short(string id) => id.Length > 16 ? id[..12] + "..." : id;
}
