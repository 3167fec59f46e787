using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// Restores archives to files: starts retrieval jobs or uses those that exist, waits for them, and downloads each
/// output as it becomes ready. It keeps no record of its own. The service lists the jobs, and the folder holds the
/// files and the partial files, so that a restore can be stopped and run again at any point without a job being paid
/// for twice.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">The target folder, and how jobs are started and outputs downloaded.</param>
/// <param name="note">Receives messages that are not errors, from any thread; null for none.</param>
/// <param name="warn">
/// Receives the first of the errors that pass by themselves, from any thread; null for none.
/// </param>
public sealed class ArchiveRestore(
    IGlacier glacier,
    RestoreOptions options,
    Action<string>? note = null,
    Action<string>? warn = null
)
{
    // What fails for a passing reason is left for the next call where nothing is to be waited for.
    private static readonly TimeSpan LongestWithoutWaiting = TimeSpan.FromMinutes(1);

    private readonly RestorePlanner _planner = new(glacier, options);
    private readonly RestoreTargets _targets = new(options.Folder);
    private readonly Action<string> _note = note ?? (_ => { });
    private readonly PassingErrors _errors = new(
        warn,
        note,
        options.RetryDelay,
        options.NoWait ? LongestWithoutWaiting : options.Timeout
    );
    private volatile RestoreRun? _run;

    /// <summary>The jobs that are waited for, in one line; null if none are. Any thread may ask.</summary>
    public string? Describe() => _run?.Describe();

    /// <summary>
    /// Finds out what has to be done: lists the vaults' jobs, and hashes files that exist. Starts no job, and costs
    /// nothing.
    /// </summary>
    /// <exception cref="GlacierException">The jobs of a vault cannot be listed.</exception>
    public Task<RestorePlan> PlanAsync(IReadOnlyCollection<RestoreItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _planner.PlanAsync(items, _targets, _errors, cancellationToken);
    }

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> of this object returned.</param>
    /// <param name="restored">Receives each archive whose file exists, from any thread.</param>
    /// <param name="failed">
    /// Receives each archive that could not be restored, and why, from any thread; the others continue.
    /// </param>
    /// <param name="cancellationToken">Stops it; jobs continue at the service, and partial files are kept.</param>
    /// <param name="waiting">
    /// Receives each archive that is left for a later call where <see cref="RestoreOptions.NoWait"/> asks for that,
    /// from any thread.
    /// </param>
    /// <exception cref="GlacierException">
    /// The state of jobs cannot be asked for (no access, no credentials).
    /// </exception>
    /// <exception cref="TimeoutException">The time of the options has passed before all was done.</exception>
    public async Task RunAsync(
        RestorePlan plan,
        Action<RestoredArchive> restored,
        Action<RestoreItem, Exception> failed,
        CancellationToken cancellationToken,
        Action<RestoreState>? waiting = null
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var report = new RestoreReport(restored, failed, waiting ?? (_ => { }), _note, _errors);
        using var run = new RestoreRun(glacier, options, _planner, _targets, report, cancellationToken);
        _run = run;
        await run.RunAsync(plan);
    }

    /// <summary>
    /// Restores the archives of windows that this machine gets, into its own folder, until all windows have ended.
    /// Whoever takes a window over restores all of it; what is left of downloads in this folder is deleted at the end.
    /// </summary>
    /// <param name="share">Hands windows out; the options have to have its limits.</param>
    /// <param name="vaultName">The vault.</param>
    /// <param name="taken">Receives the archives of each window that is taken.</param>
    /// <param name="restored">Receives each archive whose file exists, from any thread.</param>
    /// <param name="failed">Receives each that could not be restored, and why; other owners try them again.</param>
    /// <param name="cancellationToken">Stops it; windows are given back, and partial files are kept.</param>
    /// <exception cref="GlacierException">
    /// The jobs or the table cannot be asked for. MaxCostReached: what all machines may spend is spent.
    /// </exception>
    /// <exception cref="TimeoutException">The time of the options has passed before all was done.</exception>
    public async Task RunSharedAsync(
        SharedWork share,
        string vaultName,
        Action<IReadOnlyCollection<RestoreItem>> taken,
        Action<RestoredArchive> restored,
        Action<RestoreItem, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(share);
        var report = new RestoreReport(restored, failed, _ => { }, _note, _errors);
        long begun = options.Time.GetTimestamp();
        await share.RunAsync(
            async token =>
            {
                var windows = new RestoreWindows(share, vaultName, options, taken);
                using var run = new RestoreRun(
                    glacier,
                    // Where a window was lost, it begins anew, and the time goes on.
                    options with
                    {
                        Timeout = options.Timeout - options.Time.GetElapsedTime(begun),
                    },
                    _planner,
                    _targets,
                    report,
                    token
                );
                _run = run;
                await run.RunAsync(ended =>
                    windows.AddAllAsync(
                        items => _planner.PlanAsync(items, _targets, _errors, ended),
                        run.AddAsync,
                        ended
                    )
                );
                windows.ThrowIfSpent();
                await LeftDownloads.DeleteAsync(options.Folder, vaultName, share, _note, token);
            },
            cancellationToken
        );
    }
}

/// <summary>Where a run reports to, from any thread.</summary>
/// <param name="Restored">Receives each archive whose file exists.</param>
/// <param name="Failed">Receives each archive that could not be restored, and why.</param>
/// <param name="Waiting">Receives each archive that is left for a later call.</param>
/// <param name="Note">Receives messages that are not errors.</param>
/// <param name="Passing">Receives errors that pass by themselves.</param>
internal sealed record RestoreReport(
    Action<RestoredArchive> Restored,
    Action<RestoreItem, Exception> Failed,
    Action<RestoreState> Waiting,
    Action<string> Note,
    PassingErrors Passing
)
{
    /// <summary>An entry's file is there.</summary>
    public void Tell(RestoreEntry entry, RestoredArchive archive)
    {
        entry.Window?.Add(entry);
        Restored(archive);
        foreach (RestoreItem duplicate in entry.Duplicates)
        {
            Restored(archive with { ArchiveId = duplicate.ArchiveId, JobId = null, SameAs = entry.Item.ArchiveId });
        }
    }

    /// <summary>An entry could not be restored.</summary>
    public void Tell(RestoreEntry entry, Exception error)
    {
        foreach (RestoreItem item in entry.Duplicates.Prepend(entry.Item))
        {
            Failed(item, error);
        }
    }
}
