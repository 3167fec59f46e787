using GlacierPS.Core.Protocol;
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
public sealed class ArchiveRestore(IGlacier glacier, RestoreOptions options, Action<string>? note = null)
{
    private readonly RestorePlanner _planner = new(glacier, options);
    private readonly RestoreTargets _targets = new(options.Folder);
    private readonly Action<string> _note = note ?? (_ => { });

    /// <summary>
    /// Finds out what has to be done: lists the vaults' jobs, and hashes files that exist. Starts no job, and costs
    /// nothing.
    /// </summary>
    /// <exception cref="GlacierException">The jobs of a vault cannot be listed.</exception>
    public Task<RestorePlan> PlanAsync(IReadOnlyCollection<RestoreItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _planner.PlanAsync(items, _targets, cancellationToken);
    }

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> of this object returned.</param>
    /// <param name="restored">Receives each archive whose file exists, from any thread.</param>
    /// <param name="failed">
    /// Receives each archive that could not be restored, and why, from any thread; the others continue.
    /// </param>
    /// <param name="cancellationToken">Stops it; jobs continue at the service, and partial files are kept.</param>
    /// <exception cref="GlacierException">
    /// The state of jobs cannot be asked for (no access, no credentials).
    /// </exception>
    public async Task RunAsync(
        RestorePlan plan,
        Action<RestoredArchive> restored,
        Action<RestoreItem, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var report = new RestoreReport(restored, failed, _note);
        using var run = new RestoreRun(glacier, options, _planner, _targets, report, cancellationToken);
        await run.RunAsync(plan);
    }
}

/// <summary>Where a run reports to, from any thread.</summary>
/// <param name="Restored">Receives each archive whose file exists.</param>
/// <param name="Failed">Receives each archive that could not be restored, and why.</param>
/// <param name="Note">Receives messages that are not errors.</param>
internal sealed record RestoreReport(
    Action<RestoredArchive> Restored,
    Action<RestoreItem, Exception> Failed,
    Action<string> Note
);
