using System.Runtime.CompilerServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Empties a vault together with other machines. A window is done when all of its archives are deleted, but those whose
/// copies are not proven, where that was asked for: they are kept, and counted in the window's row.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="catalog">The vault's catalogue, which need not be there.</param>
/// <param name="deletions">What the vault's lock denies, as far as it is known.</param>
/// <param name="errors">Told of passing errors.</param>
/// <param name="copies">Only archives are deleted whose copies this proves, looked at right before; null is all of
/// them.</param>
/// <param name="time">The clock; null is the machine's.</param>
public sealed class SharedPurge(
    IGlacier glacier,
    VaultCatalog catalog,
    DeletionLock deletions,
    PassingErrors errors,
    CopyProof? copies = null,
    TimeProvider? time = null
)
{
    private const int Batch = 10_000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// The windows of archives that were stored from a time on, without those that the vault's lock certainly keeps.
    /// </summary>
    /// <param name="after">The time, in UTC; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="mostArchives">Archives of a window; null as it suits their number.</param>
    public IEnumerable<PlannedWindow> Plan(
        DateTime? after,
        CancellationToken cancellationToken,
        long? mostArchives = null
    )
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return SharedPlan.Windows(
            catalog,
            OlderVersions.None,
            () => catalog.Read(null, cancellationToken).Where(archive => !PurgeRun.IsKept(archive, deletions, now)),
            after,
            cancellationToken,
            mostArchives
        );
    }

    /// <summary>Takes windows and deletes their archives, until all windows have ended.</summary>
    /// <param name="share">Hands windows out.</param>
    /// <param name="throttleLimit">Number of deletions at the same time, at least 1.</param>
    /// <param name="taken">Receives the number of archives of each window that is taken.</param>
    /// <param name="deleted">Receives the size in bytes of each archive that was deleted, from any thread.</param>
    /// <param name="failed">Receives each that could not be deleted, and why; other owners try them again.</param>
    /// <param name="cancellationToken">Stops it; windows are given back, and deletions so far are noted.</param>
    /// <returns>What this machine did.</returns>
    /// <exception cref="AccessDeniedException">The service would deny all deletions.</exception>
    /// <exception cref="GlacierException">The table or the bucket refuses.</exception>
    public async Task<PurgeResult> RunAsync(
        SharedWork share,
        int throttleLimit,
        Action<long> taken,
        Action<long> deleted,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(share);
        var run = new PurgeRun(new DeletionThrottle(glacier, catalog.VaultName, errors), catalog, deletions, _time);
        long unproven = 0;
        await share.RunAsync(
            async token =>
            {
                using CopyManifests? manifests = copies is null ? null : await copies.OpenAsync(token);
                while (await share.TakeAsync(token) is { } window)
                {
                    PurgeResult before = run.Result;
                    long kept = 0;
                    string? reason = null;
                    taken(window.ArchiveCount);
                    await run.RunAsync(
                        WantedAsync(share, window, manifests, () => kept++, token),
                        throttleLimit,
                        bytes =>
                        {
                            window.Add(bytes);
                            deleted(bytes);
                        },
                        (archive, error) =>
                        {
                            reason ??= $"{archive.ArchiveId}: {error.Message}";
                            failed(archive, error);
                        },
                        token
                    );
                    unproven += kept;
                    long failures = run.Result.Failed - before.Failed + run.Result.KeptByLock - before.KeptByLock;
                    window.Keep(kept);
                    await share.EndAsync(
                        window,
                        failures,
                        failures > 0 ? reason ?? "The vault's lock or a policy denies their deletion." : null,
                        token
                    );
                }
            },
            cancellationToken
        );
        await NoteOthersAsync(share, cancellationToken);
        return run.Result with
        {
            KeptNotProven = unproven,
            RemovableAfter = await VaultPurge.RemovableAfterAsync(
                glacier,
                catalog.VaultName,
                run.LastDeletion,
                _time.GetUtcNow().UtcDateTime,
                cancellationToken
            ),
        };
    }

    private async IAsyncEnumerable<CatalogArchive> WantedAsync(
        SharedWork share,
        SharedWindow window,
        CopyManifests? manifests,
        Action kept,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IEnumerable<CatalogArchive> archives = (await window.ReadAsync(catalog.VaultName, cancellationToken)).Select(
            archive => archive.Archive
        );
        if (manifests is null)
        {
            foreach (CatalogArchive archive in archives)
            {
                share.ThrowIfLost();
                yield return archive;
            }

            yield break;
        }

        var stored = new CopyWindow(window.From, window.Until, window.ArchiveCount, window.SizeInBytes);
        await foreach (CopyTest test in copies!.TestAsync(manifests, stored, archives, cancellationToken))
        {
            share.ThrowIfLost();
            if (test is { Archive: { } archive, Status: CopyStatus.Proven })
            {
                yield return archive;
            }
            else
            {
                kept();
            }
        }
    }

    /// <summary>
    /// Notes in the catalogue what other machines deleted: all of a window of which nothing failed and nothing was
    /// kept. The next inventory knows of the rest.
    /// </summary>
    private async Task NoteOthersAsync(SharedWork share, CancellationToken cancellationToken)
    {
        if (!catalog.Exists)
        {
            return;
        }

        DateTime now = _time.GetUtcNow().UtcDateTime;
        await foreach (
            IReadOnlyList<WindowArchive> archives in share.ReadEndedAsync(
                catalog.VaultName,
                (window, isOwn) => !isOwn && window is { ArchivesFailed: 0, ArchivesKept: 0 },
                cancellationToken
            )
        )
        {
            foreach (WindowArchive[] some in archives.Chunk(Batch))
            {
                catalog.Remove(some.Select(archive => archive.Archive.ArchiveId), now, cancellationToken);
            }
        }
    }
}
