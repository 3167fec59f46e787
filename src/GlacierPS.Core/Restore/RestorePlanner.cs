using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>Finds out what a restore has to do: which files are there, and which jobs are.</summary>
internal sealed class RestorePlanner(IGlacier glacier, RestoreOptions options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// The jobs of the last hour: when each was started, and for how many bytes. Only if their pace matters.
    /// </summary>
    public List<(DateTime At, long Bytes)> Recent { get; } = [];

    public async Task<RestorePlan> PlanAsync(
        IReadOnlyCollection<RestoreItem> items,
        RestoreTargets targets,
        CancellationToken cancellationToken
    )
    {
        RestoreEntry[] entries =
        [
            .. items
                .DistinctBy(item => (item.VaultName, item.ArchiveId))
                .OrderByDescending(item => item.CreationDate ?? DateTime.MinValue)
                .Select(item => new RestoreEntry(item)),
        ];
        foreach (IGrouping<string, RestoreEntry> vault in entries.GroupBy(entry => entry.Item.VaultName))
        {
            await FindJobsAsync(vault.Key, vault.ToDictionary(entry => entry.Item.ArchiveId), cancellationToken);
        }

        foreach (RestoreEntry entry in entries)
        {
            // One whose name is not known is named when its job is there.
            if (entry.Item.Name is not null)
            {
                RetrievalJobs.Assign(entry, targets);
            }

            entry.Step = entry.Job is null ? RestoreStep.StartJob : RestoreStep.UseJob;
        }

        await Parallel.ForEachAsync(
            entries.Where(entry => entry.Target is not null && entry.Error is null),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellationToken,
            },
            async (entry, token) =>
            {
                if (await IsThereAsync(entry, token))
                {
                    entry.Step = RestoreStep.Nothing;
                }
            }
        );
        return new RestorePlan(entries, options.Time.GetUtcNow().UtcDateTime);
    }

    /// <summary>
    /// Gives each archive the best job there is on it. The vault's jobs pass by once, however many they are, and none
    /// but those are kept.
    /// </summary>
    private async Task FindJobsAsync(
        string vault,
        Dictionary<string, RestoreEntry> wanted,
        CancellationToken cancellationToken
    )
    {
        DateTime hourAgo = options.Time.GetUtcNow().UtcDateTime - Hour;
        var recent = new Dictionary<string, (DateTime At, long Bytes)>();
        await foreach (JobDescription job in JobList.UsableAsync(glacier, vault, cancellationToken))
        {
            if (job.Action != JobAction.ArchiveRetrieval || !RetrievalJobs.IsWhole(job))
            {
                continue;
            }

            if (options.MaxBytesPerHour is not null && job.CreationDate > hourAgo)
            {
                recent[job.JobId] = (job.CreationDate, job.ArchiveSizeInBytes ?? 0);
            }

            if (wanted.TryGetValue(job.ArchiveId!, out RestoreEntry? entry))
            {
                entry.Job = RetrievalJobs.Better(entry.Job, job, options);
            }
        }

        Recent.AddRange(recent.Values);
    }

    /// <summary>
    /// Whether the file is there and is the archive; one that is another is an error, unless it may be replaced.
    /// </summary>
    public async Task<bool> IsThereAsync(RestoreEntry entry, CancellationToken cancellationToken)
    {
        var file = new FileInfo(entry.Target!.Path);
        if (!file.Exists)
        {
            return false;
        }

        bool same =
            file.Length == (entry.Item.SizeInBytes ?? entry.Job?.ArchiveSizeInBytes)
            && Sha256Digest.TryParse(
                entry.Item.SHA256TreeHash ?? entry.Job?.ArchiveSHA256TreeHash,
                out Sha256Digest hash
            )
            && await HashAsync(file, cancellationToken) == hash;
        if (!same && !options.Download.Overwrite)
        {
            entry.Error = new GlacierInputException(
                "TargetExists",
                $"'{file.FullName}' is there already and is not this archive. Move it away, choose another "
                    + "folder, or allow it to be overwritten."
            );
        }

        return same;
    }

    private static async Task<Sha256Digest> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(
            file.FullName,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.SequentialScan | FileOptions.Asynchronous
        );
        return await TreeHash.OfAsync(stream, null, cancellationToken);
    }
}
