using System.Globalization;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// DeleteArchive, for all archives of a vault that the catalogue knows. Stopped or killed and run again it goes on
/// where it was.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "GlacierVault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PurgeResult), typeof(PurgePlan))]
public sealed class ClearGlacierVaultCommand : VaultCmdlet
{
    // A vault can have millions of archives that fail alike.
    private const int MostErrors = 20;

    private readonly ProgressMeter _meter = new("Emptying a vault", "archives", byItems: true);
    private (string ArchiveId, Exception Error)? _denial;
    private int _errors;
    private IPipeline? _listener;

    /// <summary>An inventory of the vault that was saved, JSON or CSV, which the catalogue takes in first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InventoryPath { get; set; }

    /// <summary>
    /// Takes in the vault's last inventory first, if the catalogue does not know it: starts a job, and waits for it.
    /// </summary>
    [Parameter]
    public SwitchParameter UpdateCatalog { get; set; }

    /// <summary>Removes the vault itself, too, and waits until the service lets it: a day or so.</summary>
    [Parameter]
    public SwitchParameter RemoveVault { get; set; }

    /// <summary>
    /// How long to wait at most for an inventory, and then for the service to let the vault be removed, as a time span
    /// or in seconds; for ever if nothing is said.
    /// </summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Time between two questions while waiting, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>How many archives are deleted at once, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    private JobWaitOptions Wait => new() { Timeout = Timeout, PollInterval = PollInterval };

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Clear, VaultName);

    private void Clear()
    {
        CheckVaultName();
        RegionPrices prices = this.PriceTable(PricePath).Of(Target.Region);
        string? inventory = InventoryPath is null ? null : LocalFile.Find(this.LiteralFilePath(InventoryPath)).FullName;
        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        VaultPurge purge = null!;
        PurgePlan plan = null!;
        var reading = new ProgressMeter("Reading the inventory", "inventories");
        Run(
            async (pipeline, token) =>
            {
                _listener = pipeline;
                VaultCatalog catalog = await OpenAsync(inventory, aside, reading, pipeline, token);
                purge = new VaultPurge(Glacier, Target.VaultSettings, catalog, time: null, Passing());
                plan = await purge.PlanAsync(prices, token);
            },
            reading
        );
        reading.Complete(this);
        VaultPurge.RefuseLocked(plan, RemoveVault);
        Warn(plan);
        if (
            !ShouldProcess(
                Describe(plan),
                $"{Describe(plan)}. There is no way back. Go on?",
                "Empty a vault",
                out ShouldProcessReason reason
            )
        )
        {
            if (reason == ShouldProcessReason.WhatIf)
            {
                WriteObject(plan);
            }

            return;
        }

        Run((pipeline, token) => ClearAsync(purge, plan, pipeline, token), _meter);
        _meter.Complete(this);
    }

    private async Task<VaultCatalog> OpenAsync(
        string? inventory,
        DryRunFolder? aside,
        ProgressMeter meter,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, cancellationToken);
        VaultCatalog catalog = await Target.CatalogAsync(VaultName, cancellationToken);
        if (aside is not null)
        {
            catalog = catalog.DryRun(aside.Path);
        }

        ConnectionCatalogs.Recognise(catalog, vault, remember: false, pipeline.Warn);

        if (inventory is not null)
        {
            await TakeInAsync(catalog, inventory, pipeline, cancellationToken);
        }

        CatalogState state = catalog.ReadState(cancellationToken);
        if (inventory is null && vault.LastInventoryDate is { } last && !(state.NewestAt > last))
        {
            state = await UpdateAsync(catalog, meter, pipeline, cancellationToken) ?? state;
        }

        if (state.InventoryDate is null && vault.NumberOfArchives > 0)
        {
            throw new GlacierInputException(
                "CatalogEmpty",
                $"Which archives the vault '{VaultName}' holds is not known: the catalogue has not seen its "
                    + "inventory, and no job on it has ended lately. "
                    + $"Give -UpdateCatalog, or run Update-GlacierCatalog '{VaultName}' first: either starts an "
                    + "inventory job and waits for it, some hours. Or give a saved inventory with -InventoryPath."
            );
        }

        if (vault.LastInventoryDate is not null)
        {
            Staleness.Report(state, catalog.Exists, vault, pipeline);
        }

        return catalog;
    }

    private async Task TakeInAsync(
        VaultCatalog catalog,
        string inventory,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using FileStream file = InventoryReader.OpenFile(inventory);
            var source = new InventorySource(VaultName);
            await catalog.UpdateAsync(
                InventoryReader.ReadAsync(file, source, cancellationToken),
                new InventoryOrigin { IsGuessed = true },
                cancellationToken
            );
        }
        catch (GlacierInputException error) when (error.ErrorId == "InventoryOlder")
        {
            pipeline.Verbose($"'{inventory}' is not taken in: {error.Message}");
        }
    }

    /// <summary>
    /// Takes in the newest inventory that is at hand, or waits for one if so wished; null if there is none.
    /// </summary>
    private async Task<CatalogState?> UpdateAsync(
        VaultCatalog catalog,
        ProgressMeter meter,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var update = new CatalogUpdate(
            Glacier,
            catalog,
            new MeterProgress(meter, pipeline, knowsSize: false),
            Passing()
        );
        meter.Begin(VaultName, bytes: 0);
        if (UpdateCatalog && !IsWhatIf)
        {
            meter.Watch(update.Describe);
            return await update.RunAsync(always: false, Wait, cancellationToken);
        }

        try
        {
            return await update.TakeFinishedAsync(cancellationToken);
        }
        catch (GlacierInputException error) when (error.ErrorId == "InventoryOlder")
        {
            return null;
        }
    }

    private void Warn(PurgePlan plan)
    {
        if (plan.IsLastVault)
        {
            WriteWarning(LastVault.Warning(VaultName));
        }

        if (plan.LockedArchives > 0)
        {
            WriteWarning(
                $"The lock of vault '{VaultName}' keeps {plan.LockedArchives:N0} archives that are not old "
                    + $"enough, the last of them until {plan.LockedUntil:yyyy-MM-dd HH:mm} UTC. They are left out."
            );
        }

        foreach (string condition in plan.LockConditions)
        {
            WriteWarning(
                $"The lock of vault '{VaultName}' denies deletions {condition}. Which archives that concerns only "
                    + "the service can tell: those that it denies are counted."
            );
        }
    }

    private PassingErrors Passing() =>
        new(text => _listener?.Warn(text), text => _listener?.Verbose(text), limit: Timeout);

    private async Task ClearAsync(
        VaultPurge purge,
        PurgePlan plan,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        _listener = pipeline;
        _meter.Begin(VaultName, bytes: 0, plan.Archives);
        PurgeResult result = await purge.RunAsync(
            ThrottleLimit,
            _ => _meter.End(),
            (archive, error) => Report(archive, error, pipeline),
            cancellationToken
        );
        Summarize(result, pipeline);
        if (RemoveVault && result.Failed == 0 && result.KeptByLock == 0)
        {
            await purge.RemoveVaultAsync(
                vault =>
                {
                    pipeline.Verbose(Waiting(vault));
                    _meter.Say($"{VaultName} is empty: waiting for the inventory that knows it, a day or so");
                },
                Wait,
                cancellationToken
            );
            result = result with { VaultRemoved = true, RemovableAfter = null };
        }

        pipeline.Write(result);
    }

    private void Report(CatalogArchive archive, Exception error, IPipeline pipeline)
    {
        if (error is AccessDeniedException)
        {
            _denial = (archive.ArchiveId, error);
        }
        else if (Interlocked.Increment(ref _errors) <= MostErrors)
        {
            pipeline.Fail(error, archive.ArchiveId);
        }
    }

    /// <summary>What failed alike is one error with a count.</summary>
    private void Summarize(PurgeResult result, IPipeline pipeline)
    {
        if (_denial is var (archiveId, error))
        {
            pipeline.Fail(
                new GlacierTransferException(
                    "DeletionsDenied",
                    $"The service denied the deletion of {result.Denied:N0} archives of vault '{VaultName}', as "
                        + $"its lock or a policy says; the first is {archiveId}: {error.Message}",
                    error
                ),
                VaultName
            );
        }

        if (_errors > MostErrors)
        {
            pipeline.Fail(
                new GlacierTransferException(
                    "DeletionsFailed",
                    $"{_errors:N0} archives of vault '{VaultName}' could not be deleted; the first {MostErrors} "
                        + "of them were told. Run the same again to try the others."
                ),
                VaultName
            );
        }
    }

    private static string Waiting(VaultDescription vault) =>
        $"The vault '{vault.VaultName}' can be removed when an inventory knows that it is empty; the last one is of "
        + (
            vault.LastInventoryDate is { } last
                ? $"{last:yyyy-MM-dd HH:mm} UTC, and counts {Quantity.Of(vault.NumberOfArchives, "archive")}. The "
                    + "next is due about a day later."
                : "no day yet."
        );

    private string Describe(PurgePlan plan) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Delete {(plan.LockedArchives > 0 ? "" : "all ")}{Quantity.Of(plan.Archives, "archive")}, "
                + $"{ByteSize.Format(plan.SizeInBytes)}, from vault {VaultName}, {plan.EarlyArchives:N0} of them "
                + $"younger than 90 days{Cost(plan)}"
        );

    private static string Cost(PurgePlan plan) =>
        plan.EarlyDeletionCost is { } cost
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", which is likely to cost {cost:0.00} USD by {plan.PricesFrom}"
            )
            : $"; what that costs is not known: {plan.PricesFrom}";
}
