using GlacierPS.Core.Catalog;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Copies a vault's archives into a bucket, with proof, oldest first. It keeps no record of its own: the service lists
/// the jobs, and the bucket its objects and open uploads, so that it can be stopped and run again at any point. Nothing
/// is retrieved twice while outputs last, no object is overwritten, and no upload is left open at the end.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="catalog">What is in the vault.</param>
/// <param name="bucket">Where it goes.</param>
/// <param name="options">How.</param>
/// <param name="warn">Receives the first error of a kind that passes by itself; null for none.</param>
/// <param name="note">Receives messages that are not errors, from any thread; null for none.</param>
/// <param name="known">
/// Finds copies that this machine knows of below the prefix, by the archives' IDs, where no manifest lists them yet;
/// null for none.
/// </param>
public sealed class ArchiveCopy(
    IGlacier glacier,
    VaultCatalog catalog,
    IBucket bucket,
    CopyOptions options,
    Action<string>? warn = null,
    Action<string>? note = null,
    Func<IEnumerable<string>, IReadOnlyDictionary<string, ManifestEntry>>? known = null
)
{
    private readonly Action<string> _note = note ?? (_ => { });
    private CopyRun? _run;

    /// <summary>The jobs that are waited for, in one line; null if none are. Any thread may ask.</summary>
    public string? Describe() => _run?.Describe();

    /// <summary>
    /// Finds out what has to be done: lists the bucket and the vault's jobs, and looks at objects that are there.
    /// Nothing is changed.
    /// </summary>
    /// <param name="read">The archives that are wanted, of the catalogue; read once or a few times.</param>
    /// <param name="prices">The prices of the vault's region.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">The bucket or the jobs cannot be asked for, or the input is bad.</exception>
    public async Task<CopyPlan> PlanAsync(
        Func<IEnumerable<CatalogArchive>> read,
        RegionPrices prices,
        CancellationToken cancellationToken
    )
    {
        await Check.RunAsync(cancellationToken);
        OlderVersions older = await Task.Run(() => OlderVersions.Read(catalog, cancellationToken), cancellationToken);
        KeyTable keys = await KeysAsync(older, cancellationToken);
        using CopyManifests manifests = Manifests();
        await manifests.FindAsync(cancellationToken);
        CopyBundles bundles = Bundles(manifests);
        await bundles.FindAsync(cancellationToken);
        var plan = new CopyCount(catalog.VaultName, bucket.Name, options);
        WindowedArchives wanted = await WindowedAsync(read, cancellationToken);
        foreach (CopyWindow window in wanted.Windows)
        {
            Dictionary<string, JobDescription> jobs = await CopyJobs.FindAsync(
                glacier,
                catalog.VaultName,
                JobOptions,
                cancellationToken
            );
            IReadOnlyList<CopyTarget> targets = await TargetsAsync(
                await Task.Run(() => wanted.Read(window, cancellationToken), cancellationToken),
                keys,
                await bundles.ReadAsync(window, cancellationToken),
                new ListedCopies(manifests, window, known),
                cancellationToken
            );
            IReadOnlyList<BundleGroup> groups = BundleGroups.Cut(targets, options);
            HashSet<CopyTarget> bundled = new(
                groups.SelectMany(group => group.Members),
                ReferenceEqualityComparer.Instance
            );
            foreach (CopyTarget target in targets)
            {
                plan.Add(target, jobs.ContainsKey(target.Archive.ArchiveId), bundled.Contains(target));
            }

            foreach (BundleGroup group in groups)
            {
                plan.Add(group);
            }

            ManifestEntry[] there = [.. targets.Select(target => target.There).OfType<ManifestEntry>()];

            plan.AddRetentions(
                ObjectToRetain.Of(targets, bundles.Found, options.Retention, options.Time.GetUtcNow().UtcDateTime).Count
            );

            if (
                targets.Any(target => target is { Error: null, There: null })
                || (await manifests.UnlistedAsync(window, there, cancellationToken)).Count > 0
            )
            {
                plan.AddManifest();
            }
        }

        return plan.ToPlan(prices);
    }

    /// <summary>Copies them.</summary>
    /// <param name="read">The archives that are wanted, of the catalogue; read once or a few times.</param>
    /// <param name="copied">Receives each archive whose copy is proven, from any thread.</param>
    /// <param name="failed">Receives each that could not be copied, and why; the others go on.</param>
    /// <param name="cancellationToken">Stops it; jobs go on at the service, and open uploads are kept.</param>
    /// <param name="proven">Receives each as the manifest lists it, and whether it was moved just now.</param>
    /// <exception cref="GlacierException">The bucket or the jobs cannot be asked for, or the input is bad.</exception>
    public async Task RunAsync(
        Func<IEnumerable<CatalogArchive>> read,
        Action<CopiedArchive> copied,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken,
        Action<ManifestEntry, bool>? proven = null
    )
    {
        await Check.RunAsync(cancellationToken);
        await Check.StoreAsync(cancellationToken);
        OlderVersions older = await Task.Run(() => OlderVersions.Read(catalog, cancellationToken), cancellationToken);
        CopyRun.RequireRoom(catalog.Folder, read, options);
        await RunAsync(
            new OwnWindows(await WindowedAsync(read, cancellationToken), older, warn ?? _note),
            JobOptions,
            Report(copied, failed, proven),
            cancellationToken
        );
    }

    /// <summary>Copies windows that other machines copy as well, until all of them have ended.</summary>
    /// <param name="share">Hands windows out; it has the archives, so that a catalogue need not be there.</param>
    /// <param name="copied">Receives each archive whose copy is proven, from any thread.</param>
    /// <param name="failed">Receives each that could not be copied, and why; other owners try them again.</param>
    /// <param name="cancellationToken">Stops it; windows are given back.</param>
    /// <param name="proven">Receives each as the manifest lists it, and whether it was moved just now.</param>
    /// <exception cref="GlacierException">
    /// The bucket, the jobs or the table cannot be asked for, or the input is bad. MaxCostReached: what all machines
    /// may spend is spent.
    /// </exception>
    public async Task RunSharedAsync(
        SharedWork share,
        Action<CopiedArchive> copied,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken,
        Action<ManifestEntry, bool>? proven = null
    )
    {
        ArgumentNullException.ThrowIfNull(share);
        BundleGroups.Check(options.BundleBelow, options.BundleSize, isShared: true);
        await share.RunAsync(
            async token =>
            {
                await Check.RunAsync(token);
                await Check.StoreAsync(token);
                var windows = new SharedWindows(share, catalog.VaultName);
                await RunAsync(
                    windows,
                    JobOptions with
                    {
                        MaxBytesPerHour = null,
                        MaxCost = null,
                        Share = share.Budget,
                    },
                    Report(copied, failed, proven),
                    token
                );
                windows.ThrowIfSpent();
                await LeftUploads.AbortAsync(bucket, options, catalog.VaultName, share, _note, token);
            },
            cancellationToken
        );
    }

    private async Task RunAsync(
        ICopyWindows windows,
        RestoreOptions jobs,
        CopyReport report,
        CancellationToken cancellationToken
    )
    {
        KeyTable keys = await KeysAsync(windows.Older, cancellationToken);
        using CopyManifests manifests = Manifests();
        await manifests.FindAsync(cancellationToken);
        CopyBundles bundles = Bundles(manifests);
        await bundles.FindAsync(cancellationToken);
        if (windows is OwnWindows)
        {
            // Their parts are of no use to anybody: what they had is on no disk any more.
            await bundles.AbortLeftAsync(cancellationToken);
        }

        await using var run = new CopyRun(
            glacier,
            bucket,
            options,
            jobs,
            keys,
            manifests,
            bundles,
            catalog.Folder,
            report,
            cancellationToken
        );
        _run = run;
        while (await windows.NextAsync(cancellationToken) is { } work)
        {
            if (work.HadOwners)
            {
                keys.LookAtAll();
            }

            await run.StartAsync(
                work,
                await TargetsAsync(
                    work.Archives,
                    keys,
                    await bundles.ReadAsync(work.Window, cancellationToken),
                    new ListedCopies(manifests, work.Window, known),
                    cancellationToken
                ),
                await CopyJobs.FindAsync(glacier, catalog.VaultName, jobs, cancellationToken)
            );
        }

        await run.EndAsync();
    }

    private CopyReport Report(
        Action<CopiedArchive> copied,
        Action<CatalogArchive, Exception> failed,
        Action<ManifestEntry, bool>? proven
    ) =>
        new(
            copied,
            failed,
            proven ?? ((_, _) => { }),
            _note,
            warn ?? _note,
            new PassingErrors(warn, _note, options.RetryDelay)
        );

    /// <summary>How jobs are started and chosen, as for a restore.</summary>
    private RestoreOptions JobOptions =>
        new()
        {
            Folder = "",
            JobDescription = "GlacierPS: copy",
            Tier = options.Tier,
            MaxBytesPerHour = options.MaxBytesPerHour,
            MaxCost = options.MaxCost,
            ThrottleLimit = options.ThrottleLimit,
            Time = options.Time,
            RetryDelay = options.RetryDelay,
        };

    private CopyManifests Manifests() =>
        new(
            bucket,
            options.Prefix,
            catalog.VaultName,
            new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay),
            _note
        );

    private Task<WindowedArchives> WindowedAsync(
        Func<IEnumerable<CatalogArchive>> read,
        CancellationToken cancellationToken
    ) => Task.Run(() => WindowedArchives.Read(catalog, read), cancellationToken);

    private BucketCheck Check => new(bucket, options, catalog.VaultName, Mark, _note);

    private CopyBundles Bundles(CopyManifests manifests) =>
        new(bucket, options, catalog.VaultName, Mark, manifests, _note);

    // Names this machine and its folder, in the check's key and in bundles: two copies to one prefix do not meet, and
    // what was left here is found here.
    private string Mark => SafeName.Mark(Environment.MachineName + '\n' + catalog.Folder);

    private async Task<KeyTable> KeysAsync(OlderVersions older, CancellationToken cancellationToken)
    {
        var keys = new KeyTable(
            bucket,
            options.Prefix,
            new CopyKeys(options.Prefix, older, options.NameMap, options.IsFolder)
        );
        await keys.ReadAsync(cancellationToken);
        return keys;
    }

    private async Task<IReadOnlyList<CopyTarget>> TargetsAsync(
        IReadOnlyList<CatalogArchive> archives,
        KeyTable keys,
        IReadOnlyDictionary<string, ManifestEntry> bundled,
        ListedCopies listed,
        CancellationToken cancellationToken
    )
    {
        var targets = new CopyTarget[archives.Count];
        await EachAsync(
            archives.Count,
            async (i, token) =>
                targets[i] = bundled.TryGetValue(archives[i].ArchiveId, out ManifestEntry? there)
                    ? new CopyTarget(archives[i], null, null, there, null)
                    : await keys.FindAsync(archives[i], token),
            cancellationToken
        );

        // What is at none of its keys may be at one that a name map gave it: it is not paid for a second time.
        int[] free = [.. Enumerable.Range(0, targets.Length).Where(i => targets[i] is { Error: null, There: null })];
        IReadOnlyDictionary<string, ManifestEntry> elsewhere = await listed.FindAsync(
            free.Select(i => targets[i].Archive.ArchiveId),
            cancellationToken
        );
        await EachAsync(
            free.Length,
            async (i, token) =>
            {
                if (elsewhere.TryGetValue(targets[free[i]].Archive.ArchiveId, out ManifestEntry? entry))
                {
                    targets[free[i]] = await keys.FindAtAsync(targets[free[i]], entry, token);
                }
            },
            cancellationToken
        );
        return targets;
    }

    private Task EachAsync(
        int count,
        Func<int, CancellationToken, ValueTask> work,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            work
        );
}

/// <summary>Where a run reports to, from any thread.</summary>
internal sealed record CopyReport(
    Action<CopiedArchive> Copied,
    Action<CatalogArchive, Exception> Failed,
    Action<ManifestEntry, bool> Proven,
    Action<string> Note,
    Action<string> Warn,
    PassingErrors Passing
);
