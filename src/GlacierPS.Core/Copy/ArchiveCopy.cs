using GlacierPS.Core.Catalog;
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
public sealed class ArchiveCopy(
    IGlacier glacier,
    VaultCatalog catalog,
    IBucket bucket,
    CopyOptions options,
    Action<string>? warn = null,
    Action<string>? note = null
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
    /// <param name="read">The archives that are wanted, of the catalogue; read several times.</param>
    /// <param name="prices">The prices of the vault's region.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">The bucket or the jobs cannot be asked for, or the input is bad.</exception>
    public async Task<CopyPlan> PlanAsync(
        Func<IEnumerable<CatalogArchive>> read,
        RegionPrices prices,
        CancellationToken cancellationToken
    )
    {
        await CheckAsync(cancellationToken);
        KeyTable keys = await KeysAsync(cancellationToken);
        var plan = new CopyCount(catalog.VaultName, bucket.Name, options);
        foreach (
            CopyWindow window in CopyWindows.Cut(() =>
                read().Select(archive => (archive.CreationDate, archive.SizeInBytes))
            )
        )
        {
            Dictionary<string, JobDescription> jobs = await CopyJobs.FindAsync(
                glacier,
                catalog.VaultName,
                JobOptions,
                cancellationToken
            );
            foreach (CopyTarget target in await TargetsAsync(window, read, keys, cancellationToken))
            {
                plan.Add(target, jobs.ContainsKey(target.Archive.ArchiveId));
            }
        }

        return plan.ToPlan(prices);
    }

    /// <summary>Copies them.</summary>
    /// <param name="read">The archives that are wanted, of the catalogue; read several times.</param>
    /// <param name="copied">Receives each archive whose copy is proven, from any thread.</param>
    /// <param name="failed">Receives each that could not be copied, and why; the others go on.</param>
    /// <param name="cancellationToken">Stops it; jobs go on at the service, and open uploads are kept.</param>
    /// <exception cref="GlacierException">The bucket or the jobs cannot be asked for, or the input is bad.</exception>
    public async Task RunAsync(
        Func<IEnumerable<CatalogArchive>> read,
        Action<CopiedArchive> copied,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        await CheckAsync(cancellationToken);
        await ProbeAsync(cancellationToken);
        KeyTable keys = await KeysAsync(cancellationToken);
        using var run = new CopyRun(
            glacier,
            bucket,
            options,
            JobOptions,
            keys,
            new CopyReport(copied, failed, _note, new PassingErrors(warn, _note, options.RetryDelay)),
            cancellationToken
        );
        _run = run;
        foreach (
            CopyWindow window in CopyWindows.Cut(() =>
                read().Select(archive => (archive.CreationDate, archive.SizeInBytes))
            )
        )
        {
            await run.StartAsync(
                await TargetsAsync(window, read, keys, cancellationToken),
                await CopyJobs.FindAsync(glacier, catalog.VaultName, JobOptions, cancellationToken)
            );
        }

        await run.EndAsync();
    }

    /// <summary>How jobs are started and chosen, as for a restore.</summary>
    private RestoreOptions JobOptions =>
        new()
        {
            Folder = "",
            Tier = options.Tier,
            MaxBytesPerHour = options.MaxBytesPerHour,
            MaxCost = options.MaxCost,
            ThrottleLimit = options.ThrottleLimit,
            Time = options.Time,
            RetryDelay = options.RetryDelay,
        };

    private async Task<KeyTable> KeysAsync(CancellationToken cancellationToken)
    {
        OlderVersions older = await Task.Run(() => OlderVersions.Read(catalog, cancellationToken), cancellationToken);
        var keys = new KeyTable(bucket, options.Prefix, new CopyKeys(options.Prefix, older));
        await keys.ReadAsync(cancellationToken);
        return keys;
    }

    private async Task<IReadOnlyList<CopyTarget>> TargetsAsync(
        CopyWindow window,
        Func<IEnumerable<CatalogArchive>> read,
        KeyTable keys,
        CancellationToken cancellationToken
    )
    {
        CatalogArchive[] archives = await Task.Run(
            () =>
                read()
                    .Where(archive => archive.CreationDate >= window.From && archive.CreationDate < window.Until)
                    .OrderBy(archive => archive.CreationDate)
                    .ThenBy(archive => archive.ArchiveId, StringComparer.Ordinal)
                    .ToArray(),
            cancellationToken
        );
        var targets = new CopyTarget[archives.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, archives.Length),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.ThrottleLimit,
                CancellationToken = cancellationToken,
            },
            async (i, token) => targets[i] = await keys.FindAsync(archives[i], token)
        );
        return targets;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        CopyKeys.CheckPrefix(options.Prefix);
        await bucket.CheckAsync(cancellationToken);
        if (options.Force)
        {
            return;
        }

        foreach (string prefix in await bucket.ExpiringPrefixesAsync(cancellationToken))
        {
            if (
                prefix.StartsWith(options.Prefix, StringComparison.Ordinal)
                || options.Prefix.StartsWith(prefix, StringComparison.Ordinal)
            )
            {
                throw new GlacierInputException(
                    "LifecycleExpires",
                    $"A lifecycle rule of the bucket '{bucket.Name}' deletes objects whose keys begin with '{prefix}' "
                        + "after some time, and so the copies. Change the rule, choose another -Prefix, or give -Force "
                        + "if that is what you want."
                );
            }
        }
    }

    /// <summary>
    /// Stores an object and removes it again, and begins an upload: what is not allowed shows before a job is paid for.
    /// What a run that was killed left of this is removed.
    /// </summary>
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        const string Mark = "glacier-check";
        string key = options.Prefix + "_glacier/check";
        var traits = new ObjectTraits
        {
            StorageClass = "STANDARD",
            Metadata = new Dictionary<string, string> { [Mark] = "1" },
        };
        await foreach ((string open, string id) in bucket.ListUploadsAsync(key, cancellationToken))
        {
            if (open == key)
            {
                await bucket.AbortUploadAsync(key, id, cancellationToken);
            }
        }

        if (await bucket.HeadAsync(key, cancellationToken) is { } left)
        {
            if (!left.Metadata.ContainsKey(Mark))
            {
                throw new GlacierInputException(
                    "KeyTaken",
                    $"At the key '{key}' there is an object that is not from here, and the rights in the bucket "
                        + "cannot be checked there. Move it away, or choose another -Prefix."
                );
            }

            await bucket.DeleteAsync(key, cancellationToken);
        }

        await AgainAsync(
            async () =>
            {
                using var body = new MemoryStream("GlacierPS checks that it may store objects here."u8.ToArray());
                try
                {
                    await bucket.PutAsync(key, body, traits, cancellationToken);
                }
                catch (BucketException error) when (error.IsTaken)
                {
                    // It was stored, and the answer to that was lost.
                }

                return true;
            },
            cancellationToken
        );
        await bucket.DeleteAsync(key, cancellationToken);
        string upload = await AgainAsync(
            () => bucket.CreateUploadAsync(key, traits, cancellationToken),
            cancellationToken
        );
        await bucket.AbortUploadAsync(key, upload, cancellationToken);
    }

    private Task<T> AgainAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay).RunAsync(
            work,
            error => _note($"The bucket is checked again: {error.Message}"),
            cancellationToken
        );
}

/// <summary>Where a run reports to, from any thread.</summary>
internal sealed record CopyReport(
    Action<CopiedArchive> Copied,
    Action<CatalogArchive, Exception> Failed,
    Action<string> Note,
    PassingErrors Passing
);
