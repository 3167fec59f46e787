using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Sync;

/// <summary>Compares a folder with a vault's catalogue.</summary>
internal sealed class SyncPlanner(VaultCatalog catalog, SyncOptions options)
{
    private readonly string _folder = Path.GetFullPath(options.Folder);
    private readonly string _prefix = string.IsNullOrEmpty(options.Prefix) ? "" : options.Prefix.Trim('/') + "/";
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly StoredForms _forms = new();

    public async Task<SyncPlan> PlanAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_folder))
        {
            throw new GlacierInputException("FolderNotFound", $"There is no folder '{_folder}'.");
        }

        FolderScan scan = FolderScan.Run(_folder, options.Scan, cancellationToken);
        FindAmbiguous(scan.Files);
        Dictionary<string, List<CatalogArchive>> cached = ReadCatalog(cancellationToken);
        (List<SyncStep> removals, int kept) = options.Remove ? FindRemovals(scan, cached) : ([], 0);
        if (scan.Files.Count == 0 && removals.Count > 0)
        {
            throw new GlacierInputException(
                "FolderEmpty",
                $"'{_folder}' has no files, and {Quantity.Of(removals.Count, "name")} in the vault would be removed. "
                    + "If that is meant, use Clear-GlacierVault; else see that the disk is there."
            );
        }

        var unreadable = new ConcurrentQueue<SkippedEntry>(scan.Skipped.Where(entry => entry.Error is not null));
        var steps = new SyncStep?[scan.Files.Count];
        int unchanged = 0;
        await Parallel.ForAsync(
            0,
            steps.Length,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellationToken,
            },
            async (i, token) =>
            {
                FoundFile file = scan.Files[i];
                if (file.Length == 0)
                {
                    return;
                }

                try
                {
                    steps[i] = await CompareAsync(file, cached, token);
                    if (steps[i] is null)
                    {
                        Interlocked.Increment(ref unchanged);
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    unreadable.Enqueue(new SkippedEntry(file.Path, file.Name, error));
                }
            }
        );
        SyncStep[] toSend = [.. steps.OfType<SyncStep>()];
        return new SyncPlan(
            [.. toSend, .. removals],
            unchanged,
            [
                .. new[]
                {
                    SkippedEntry.Describe([.. scan.Skipped.Where(entry => entry.IsOfDownload)]),
                }.OfType<string>(),
                .. scan
                    .Files.Where(file => file.Length == 0)
                    .Select(file => $"'{file.Path}' is empty, and Glacier stores no empty archives."),
            ]
        )
        {
            Unreadable = [.. unreadable.OrderBy(entry => entry.Path, StringComparer.Ordinal)],
            Links = scan.Skipped.Count(entry => entry.IsLink),
            Kept = kept,
            OtherNames = FindOtherNames(toSend, cancellationToken),
            Forms = _forms,
        };
    }

    /// <summary>
    /// Two files may have names that differ in their normalization form alone: these are compared as they are.
    /// </summary>
    private void FindAmbiguous(IReadOnlyList<FoundFile> files) =>
        _ambiguous.UnionWith(
            files
                .GroupBy(file => _prefix + ComparableName.Of(file.Name), StringComparer.Ordinal)
                .Where(group => group.Skip(1).Any())
                .Select(group => group.Key)
        );

    private string KeyOf(string name) =>
        ComparableName.Of(name) is { } key && _ambiguous.Contains(key) ? name : ComparableName.Of(name);

    /// <summary>
    /// The archives of each wanted name below the prefix, newest first: an archive with several names stands under each
    /// of them. Archives without a name are ignored.
    /// </summary>
    private Dictionary<string, List<CatalogArchive>> ReadCatalog(CancellationToken cancellationToken)
    {
        string prefix = ComparableName.Of(_prefix);
        bool IsBelow(string name) =>
            ComparableName.Of(name) is { } key
            && key.Length > prefix.Length
            && key.StartsWith(prefix, StringComparison.Ordinal)
            && IsWanted(key[prefix.Length..]);
        return catalog
            .Read(new CatalogFilter { Name = IsBelow }, cancellationToken)
            .SelectMany(archive => archive.Names.Where(IsBelow).Select(name => (Key: KeyOf(name), Archive: archive)))
            .GroupBy(named => named.Key, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(n => n.Archive).Distinct().OrderByDescending(a => a.CreationDate).ToList(),
                StringComparer.Ordinal
            );
    }

    private bool IsWanted(string name) =>
        (options.Scan.Wanted?.Invoke(name) ?? true)
        && (options.Scan.Entered is not { } entered || Parents(name).All(entered));

    /// <summary>The step for a file; null if the vault has it as it is.</summary>
    private async Task<SyncStep?> CompareAsync(
        FoundFile file,
        Dictionary<string, List<CatalogArchive>> cached,
        CancellationToken cancellationToken
    )
    {
        string name = _prefix + file.Name;
        if (!cached.TryGetValue(KeyOf(name), out List<CatalogArchive>? archives))
        {
            return Step(SyncAction.SendNew, name, file, []);
        }

        // A changed file keeps the spelling that its name has in the vault.
        _forms.Count(archives[0].Compressed, archives[0].Encrypted, archives[0].WrittenBy);
        return await IsSameAsync(file, KeyOf(name), archives[0], cancellationToken)
            ? null
            : Step(
                SyncAction.SendChanged,
                archives[0].Names.First(known => KeyOf(known) == KeyOf(name)),
                file,
                // An archive that has other names too is still the file of those.
                options.Remove
                    ? [.. archives.Where(archive => archive.Names.Count == 1)]
                    : []
            );
    }

    /// <summary>
    /// Whether an archive was made of this file: by size and time, or by its tree hash. Of one that was compressed or
    /// encrypted the size, time and MD5 from before that count, as far as its description tells them.
    /// </summary>
    private async Task<bool> IsSameAsync(
        FoundFile file,
        string key,
        CatalogArchive archive,
        CancellationToken cancellationToken
    )
    {
        if (OriginalFile.SizeOf(archive) is { } size && file.Length != size)
        {
            return false;
        }

        bool packed = archive.Compressed || archive.Encrypted;
        bool hasHash = packed ? archive.OriginalMD5 is not null : archive.TreeHash != default;
        bool sameTime = archive.AllNames.Any(name =>
            KeyOf(name.Name) == key && OriginalFile.IsSameTime(file.LastWriteTime, name.ModifiedTime)
        );
        if ((sameTime && !options.CompareHashes) || !hasHash)
        {
            return sameTime;
        }

        await using FileStream stream = new(
            file.Path,
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        return packed
            ? await OriginalFile.HasMD5Async(stream, archive.OriginalMD5!, cancellationToken)
            : await FileHashing.TreeHashOfAsync(stream, null, cancellationToken) == archive.TreeHash;
    }

    /// <summary>
    /// The archives whose file is missing, and the number of names that were left alone, since their file, or a folder
    /// above it, is a link or could not be read: these are not missing. An archive that is the file of another name too
    /// is left alone as long as one of its names is not missing, or is not looked for.
    /// </summary>
    private (List<SyncStep> Removals, int Kept) FindRemovals(
        FolderScan scan,
        Dictionary<string, List<CatalogArchive>> cached
    )
    {
        HashSet<string> there = [.. scan.Files.Select(file => KeyOf(_prefix + file.Name))];
        HashSet<string> skipped = [.. scan.Skipped.Select(entry => KeyOf(_prefix + entry.Name))];
        bool IsThere(string key) => there.Contains(key) || IsExistingFolder(key);
        bool IsSkipped(string key) => skipped.Contains(key) || Parents(key).Any(skipped.Contains);
        bool IsMissing(string key) => cached.ContainsKey(key) && !IsThere(key) && !IsSkipped(key);
        var removals = new List<SyncStep>();
        var removed = new HashSet<string>(StringComparer.Ordinal);
        int kept = 0;
        foreach ((string name, List<CatalogArchive> found) in cached)
        {
            if (IsThere(name))
            {
                continue;
            }

            if (IsSkipped(name))
            {
                kept++;
                continue;
            }

            List<CatalogArchive> archives =
            [
                .. found.Where(a => a.Names.All(other => IsMissing(KeyOf(other))) && removed.Add(a.ArchiveId)),
            ];
            if (archives.Count == 0)
            {
                continue;
            }

            long size = archives.Sum(archive => archive.SizeInBytes);
            removals.Add(
                new SyncStep
                {
                    Action = SyncAction.Remove,
                    VaultName = catalog.VaultName,
                    Name = name,
                    SizeInBytes = size,
                    ArchiveId = [.. archives.Select(archive => archive.ArchiveId)],
                    Archives = archives,
                }
            );
        }

        removals.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return (removals, kept);
    }

    /// <summary>Whether an archive stands for a folder, as those of FastGlacier do, and the folder exists.</summary>
    private bool IsExistingFolder(string name) =>
        name.EndsWith('/') && Directory.Exists(Path.Join(_folder, name[_prefix.Length..]));

    /// <summary>
    /// New files that the vault seems to have under another name: one that ends alike, of the same size and time.
    /// </summary>
    private List<OtherName> FindOtherNames(SyncStep[] steps, CancellationToken cancellationToken)
    {
        var candidates = steps
            .Where(step => step.Action == SyncAction.SendNew)
            .GroupBy(step => (FileNameOf(step.Name), step.SizeInBytes))
            .ToDictionary(group => group.Key, group => group.ToList());
        var found = new Dictionary<SyncStep, OtherName>();
        if (candidates.Count > 0)
        {
            foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
            {
                foreach (ArchiveName name in archive.AllNames)
                {
                    foreach (
                        SyncStep step in OriginalFile.SizeOf(archive) is { } size
                        && candidates.TryGetValue((FileNameOf(name.Name), size), out List<SyncStep>? alike)
                            ? alike
                            : []
                    )
                    {
                        if (
                            OriginalFile.IsSameTime(step.ModifiedTime!.Value, name.ModifiedTime)
                            && EndAlike(step.Name, name.Name)
                        )
                        {
                            found.TryAdd(step, new OtherName(step.Name, name.Name));
                        }
                    }
                }
            }
        }

        return [.. found.Values.OrderBy(name => name.Name, StringComparer.Ordinal)];
    }

    private static string FileNameOf(string name) => ComparableName.Of(name[(name.LastIndexOf('/') + 1)..]);

    private static bool EndAlike(string one, string other)
    {
        (one, other) = (ComparableName.Of(one), ComparableName.Of(other));
        return one != other
            && (
                one.EndsWith("/" + other.TrimStart('/'), StringComparison.Ordinal)
                || other.EndsWith("/" + one.TrimStart('/'), StringComparison.Ordinal)
            );
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (int i = name.IndexOf('/'); i >= 0; i = name.IndexOf('/', i + 1))
        {
            yield return name[..i];
        }
    }

    private SyncStep Step(SyncAction action, string name, FoundFile file, IReadOnlyList<CatalogArchive> archives) =>
        new()
        {
            Action = action,
            VaultName = catalog.VaultName,
            Name = name,
            FullName = file.Path,
            SizeInBytes = file.Length,
            ModifiedTime = file.LastWriteTime,
            ArchiveId = [.. archives.Select(archive => archive.ArchiveId)],
            Archives = archives,
        };
}
