using System.Runtime.ExceptionServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Sync;

/// <summary>A folder into a vault: what is new or changed is sent, and if so wished what is gone is deleted.</summary>
/// <param name="glacier">The service.</param>
/// <param name="catalog">What is known to be in the vault.</param>
/// <param name="options">What of the folder, and how changes are told.</param>
public sealed class FolderSync(IGlacier glacier, VaultCatalog catalog, SyncOptions options)
{
    private readonly string _folder = Path.GetFullPath(options.Folder);

    private string Prefix => string.IsNullOrEmpty(options.Prefix) ? "" : options.Prefix.Trim('/') + "/";

    /// <summary>Compares the folder with what is known of the vault. Without a request.</summary>
    /// <exception cref="GlacierInputException">
    /// There is no such folder; or it has no files at all while archives are to be removed, as when a disk is not
    /// mounted.
    /// </exception>
    public async Task<SyncPlan> PlanAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_folder))
        {
            throw new GlacierInputException("FolderNotFound", $"There is no folder '{_folder}'.");
        }

        Dictionary<string, List<CatalogArchive>> known = Known(cancellationToken);
        List<FileInfo> files = [.. Files()];
        if (files.Count == 0 && options.Remove && known.Count > 0)
        {
            throw new GlacierInputException(
                "FolderEmpty",
                $"'{_folder}' has no files, and all {known.Count:N0} names in the vault would be removed. If that "
                    + "is meant, use Clear-GlacierVault; else see that the disk is there."
            );
        }

        var steps = new SyncStep?[files.Count];
        var skipped = new string?[files.Count];
        int unchanged = 0;
        await Parallel.ForAsync(
            0,
            files.Count,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellationToken,
            },
            async (i, token) =>
            {
                string name = NameOf(files[i]);
                if (files[i].Length == 0)
                {
                    skipped[i] = $"'{files[i].FullName}' is empty, and Glacier stores no empty archives.";
                }
                else if (!known.TryGetValue(name, out List<CatalogArchive>? archives))
                {
                    steps[i] = Step(SyncAction.SendNew, name, files[i], []);
                }
                else if (await IsSameAsync(files[i], archives[0], token))
                {
                    Interlocked.Increment(ref unchanged);
                }
                else
                {
                    steps[i] = Step(SyncAction.SendChanged, name, files[i], options.Remove ? archives : []);
                }
            }
        );
        HashSet<string> there = [.. files.Select(NameOf)];
        IEnumerable<SyncStep> removals = options.Remove
            ? known
                .Where(entry => !there.Contains(entry.Key))
                .Select(entry => new SyncStep(
                    SyncAction.Remove,
                    entry.Key,
                    null,
                    entry.Value.Sum(archive => archive.SizeInBytes)
                )
                {
                    Archives = entry.Value,
                })
            : [];
        return new SyncPlan(
            [.. steps.OfType<SyncStep>(), .. removals.OrderBy(step => step.Name, StringComparer.Ordinal)],
            unchanged,
            [.. skipped.OfType<string>()]
        );
    }

    /// <summary>Does a step, and notes it in the catalogue.</summary>
    /// <param name="step">Of the plan.</param>
    /// <param name="upload">How files are sent.</param>
    /// <param name="cancellationToken">Stops it; a file that was not sent in full is continued when the step is done
    /// again.</param>
    public async Task<IReadOnlyList<SyncResult>> DoAsync(
        SyncStep step,
        UploadOptions upload,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        var done = new List<SyncResult>();
        if (step.Path is { } path)
        {
            string description = ArchiveDescription.Write(step.Name, step.Modified, options.NameFormat);
            ExceptionDispatchInfo? untold = null;
            UploadOptions noting = upload with
            {
                Stored = sent =>
                {
                    try
                    {
                        catalog.Add(sent, DateTime.UtcNow, cancellationToken);
                    }
                    catch (Exception error)
                    {
                        untold = ExceptionDispatchInfo.Capture(error);
                    }
                },
            };
            SentArchive sent = await new ArchiveUpload(glacier, noting).SendFileAsync(
                catalog.VaultName,
                path,
                description,
                cancellationToken
            );
            untold?.Throw();
            done.Add(Result(step.Action, step, sent.ArchiveId, sent.SizeInBytes));
        }

        // Not before the new one is safe.
        foreach (CatalogArchive archive in step.Archives)
        {
            await glacier.DeleteArchiveAsync(catalog.VaultName, archive.ArchiveId, cancellationToken);
            catalog.Remove([archive.ArchiveId], DateTime.UtcNow, cancellationToken);
            done.Add(Result(SyncAction.Remove, step, archive.ArchiveId, archive.SizeInBytes));
        }

        return done;
    }

    /// <summary>
    /// The archives of each name below the prefix, newest first. Those without a name of their own are nobody's.
    /// </summary>
    private Dictionary<string, List<CatalogArchive>> Known(CancellationToken cancellationToken)
    {
        var filter = new CatalogFilter
        {
            Name = name =>
                name.StartsWith(Prefix, StringComparison.Ordinal)
                && name.Length > Prefix.Length
                && (options.Wanted is null || options.Wanted(name[Prefix.Length..])),
        };
        return catalog
            .Read(filter, cancellationToken)
            .GroupBy(archive => archive.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.OrderByDescending(archive => archive.CreationDate).ToList(),
                StringComparer.Ordinal
            );
    }

    private IEnumerable<FileInfo> Files()
    {
        // Links are not followed: a loop would never end, and what lies outside was not named.
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        return new DirectoryInfo(_folder)
            .EnumerateFiles("*", all)
            .Where(file => options.Wanted is null || options.Wanted(LocalName.Of(_folder, file.FullName)))
            .OrderBy(file => file.FullName, StringComparer.Ordinal);
    }

    private string NameOf(FileInfo file) => Prefix + LocalName.Of(_folder, file.FullName);

    private async Task<bool> IsSameAsync(FileInfo file, CatalogArchive archive, CancellationToken cancellationToken)
    {
        if (file.Length != archive.SizeInBytes)
        {
            return false;
        }

        // Descriptions keep whole seconds.
        bool sameTime = archive.ModifiedTime is { } time && Math.Abs((file.LastWriteTimeUtc - time).TotalSeconds) < 1;
        if ((sameTime && !options.CompareHashes) || archive.TreeHash == default)
        {
            return sameTime;
        }

        await using FileStream stream = file.Open(
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        return await TreeHash.OfAsync(stream, null, cancellationToken) == archive.TreeHash;
    }

    private static SyncStep Step(
        SyncAction action,
        string name,
        FileInfo file,
        IReadOnlyList<CatalogArchive> archives
    ) => new(action, name, file.FullName, file.Length) { Modified = file.LastWriteTimeUtc, Archives = archives };

    private SyncResult Result(SyncAction action, SyncStep step, string archiveId, long size) =>
        new()
        {
            Action = action,
            VaultName = catalog.VaultName,
            Name = step.Name,
            Path = step.Path,
            ArchiveId = archiveId,
            SizeInBytes = size,
        };
}
