using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>Finds out what a restore has to do: which files exist, and which jobs.</summary>
internal sealed class RestorePlanner(IGlacier glacier, RestoreOptions options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// The jobs of the last hour: when each was started in UTC, and the bytes of its archive. Only filled where the
    /// rate of retrievals is limited.
    /// </summary>
    public List<(DateTime At, long Bytes)> Recent { get; } = [];

    public async Task<RestorePlan> PlanAsync(
        IReadOnlyCollection<RestoreItem> items,
        RestoreTargets targets,
        PassingErrors errors,
        CancellationToken cancellationToken
    )
    {
        // Newest first: it is the one that gets the name.
        RestoreEntry[] entries =
        [
            .. items
                .DistinctBy(item => (item.VaultName, item.ArchiveId))
                .OrderByDescending(item => item.CreationDate ?? DateTime.MinValue)
                .GroupBy(ContentOf)
                .Select(group => new RestoreEntry(group.First())
                {
                    Duplicates = [.. group.Skip(1)],
                    Copies = [.. CopiesOf(group)],
                }),
        ];
        foreach (IGrouping<string, RestoreEntry> vault in entries.GroupBy(entry => entry.Item.VaultName))
        {
            var wanted = vault
                .SelectMany(entry => entry.Duplicates.Append(entry.Item), (entry, item) => (entry, item.ArchiveId))
                .ToDictionary(pair => pair.ArchiveId, pair => pair.entry, StringComparer.Ordinal);
            Recent.AddRange(
                await errors.RunAsync(
                    $"The jobs of vault '{vault.Key}' could not be listed",
                    () => FindJobsAsync(vault.Key, wanted, cancellationToken),
                    cancellationToken
                )
            );
        }

        lock (targets)
        {
            // Archives of an earlier window may be given their paths meanwhile.
            targets.ReserveFolders(
                entries.SelectMany(entry => entry.Copies.Prepend(entry)).Select(entry => entry.Item)
            );
        }

        foreach (RestoreEntry entry in entries)
        {
            // One whose name is not known is given its path when its output is there.
            if (entry.Item.Name is not null)
            {
                RetrievalJobs.Assign(entry, targets);
                foreach (RestoreEntry copy in entry.Copies)
                {
                    RetrievalJobs.Assign(copy, targets);
                }
            }

            entry.Step =
                entry.Item.IsFolder ? RestoreStep.MakeFolder
                : entry.Job is null ? RestoreStep.StartJob
                : RestoreStep.UseJob;
        }

        await Parallel.ForEachAsync(
            entries.Where(entry => entry.Step != RestoreStep.MakeFolder),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellationToken,
            },
            async (entry, token) =>
            {
                if (await FindFileAsync(entry, token))
                {
                    entry.Step = RestoreStep.Nothing;
                }
            }
        );
        Array.Reverse(entries);
        return new RestorePlan(entries, options.Time.GetUtcNow().UtcDateTime);
    }

    /// <summary>The further names of archives that become the same file.</summary>
    private static IEnumerable<RestoreEntry> CopiesOf(IEnumerable<RestoreItem> same)
    {
        RestoreItem first = same.First();
        return first.Name is null
            ? []
            : same.SelectMany(item => item.OtherNames)
                .Where(name => name.Name.Length > 0 && name.Name != first.Name)
                .DistinctBy(name => name.Name)
                .Select(name => new RestoreEntry(first.Under(name)));
    }

    /// <summary>
    /// Whether a file has the archive's content already, under any of its names; the others are copied from that one.
    /// Where another file is in the way of the first name, the archive is downloaded to the next.
    /// </summary>
    private async Task<bool> FindFileAsync(RestoreEntry entry, CancellationToken cancellationToken)
    {
        foreach (RestoreEntry name in entry.Copies.Prepend(entry))
        {
            name.Job = entry.Job;
            if (name is { Target: not null, Error: null } && await IsThereAsync(name, cancellationToken))
            {
                // The files of the other names are copies of the stored bytes.
                if (name != entry && name.IsOriginal)
                {
                    name.IsOriginal = false;
                    continue;
                }

                if (name != entry)
                {
                    entry.Exchange(name);
                }

                return true;
            }
        }

        if (entry.Error is not null && entry.Copies.FirstOrDefault(copy => copy.Error is null) is { } free)
        {
            entry.Exchange(free);
        }

        return false;
    }

    /// <summary>
    /// What is equal for archives that become the same file: nothing, if name or content is not known.
    /// </summary>
    private static (string Vault, string NameOrId, string? TreeHash, long? Size) ContentOf(RestoreItem item) =>
        string.IsNullOrEmpty(item.Name) || item.SHA256TreeHash is null
            ? (item.VaultName, item.ArchiveId, null, null)
            : (item.VaultName, item.Name, item.SHA256TreeHash, item.SizeInBytes);

    /// <summary>
    /// Finds the best job for each archive. The vault's jobs are listed once, and only those of wanted archives are
    /// kept in memory, however many there are.
    /// </summary>
    /// <returns>The jobs of the last hour, where the rate of retrievals is limited.</returns>
    private async Task<IEnumerable<(DateTime At, long Bytes)>> FindJobsAsync(
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

            if (job.ArchiveId is { } id && wanted.TryGetValue(id, out RestoreEntry? entry))
            {
                entry.Job = RetrievalJobs.Better(entry.Job, job, options);
            }
        }

        return recent.Values;
    }

    /// <summary>
    /// Whether the file exists and has the archive's content. A file with other content is the entry's error, unless it
    /// may be overwritten and is not read-only. Where the file was expanded, its stored bytes lie beside it. The file
    /// that the archive was made of counts as its content, too. One that another program keeps to itself is its entry's
    /// error in any case, and no other's.
    /// </summary>
    public async Task<bool> IsThereAsync(RestoreEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareAsync(entry, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            entry.Error = new GlacierInputException(
                "FileNotReadable",
                $"'{entry.Target!.Path}' is there already, and cannot be read to see whether it is this archive: "
                    + $"{error.Message} Close what uses it, move it away, or choose another folder.",
                error
            );
            return false;
        }
    }

    private async Task<bool> CompareAsync(RestoreEntry entry, CancellationToken cancellationToken)
    {
        var file = new FileInfo(entry.Target!.Path);
        var packed = new FileInfo(file.FullName + OwnNames.Packed);
        if (packed.Exists && await HasContentAsync(packed, entry, cancellationToken))
        {
            entry.PackedPath = packed.FullName;
            return true;
        }

        if (!file.Exists)
        {
            return false;
        }

        if (await HasContentAsync(file, entry, cancellationToken))
        {
            return true;
        }

        if (
            entry.Copies.Length == 0
            && await OriginalFile.IsAsync(
                file,
                entry.Item.Compressed || entry.Item.Encrypted,
                entry.Item.OriginalSize,
                entry.Item.OriginalMD5,
                cancellationToken
            )
        )
        {
            entry.IsOriginal = true;
            return true;
        }

        // Known before anything is retrieved, and paid for.
        entry.Error = options.Download.Overwrite
            ? DownloadFiles.FindReadOnly(file.FullName)
            : RestoreErrors.TargetExists(file.FullName, entry.Item);
        return false;
    }

    private static async Task<bool> HasContentAsync(
        FileInfo file,
        RestoreEntry entry,
        CancellationToken cancellationToken
    ) =>
        file.Length == (entry.Item.SizeInBytes ?? entry.Job?.ArchiveSizeInBytes)
        && Sha256Digest.TryParse(entry.Item.SHA256TreeHash ?? entry.Job?.ArchiveSHA256TreeHash, out Sha256Digest hash)
        && await HashAsync(file, cancellationToken) == hash;

    /// <summary>The tree hash of a file.</summary>
    public static async Task<Sha256Digest> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using FileStream stream = OriginalFile.Open(file);
        return await FileHashing.TreeHashOfAsync(stream, null, cancellationToken);
    }
}
