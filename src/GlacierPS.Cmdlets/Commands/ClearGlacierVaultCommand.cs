using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
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
[OutputType(typeof(PurgeResult), typeof(PurgePlan), typeof(CopyTest))]
public sealed partial class ClearGlacierVaultCommand : SharingCmdlet
{
    // A vault can have millions of archives that fail alike.
    private const int MostErrors = 20;

    private readonly ProgressMeter _meter = new("Emptying a vault", "archives", byItems: true);
    private readonly ProgressMeter _reading = new("Reading the inventory", "inventories");
    private (string ArchiveId, Exception Error)? _denial;
    private readonly SortedDictionary<CopyStatus, long> _kept = [];
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

    /// <summary>How many archives are deleted at once, 1 to 256; fewer while no more
    /// gains anything.</summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <summary>
    /// Deletes only what Copy-GlacierArchive has copied to this bucket and prefix, as <c>bucket/prefix</c>, and whose
    /// object is there as it was proven: each is looked at before the archive is deleted.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CopiedTo { get; set; }

    /// <summary>
    /// Takes the archive of an object that comes down the pipe, to refuse it: by its vault's name it would empty the
    /// whole vault.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(ArchiveIdCompleter))]
    public string? ArchiveId { get; set; }

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    private JobWaitOptions Wait => new() { Timeout = Timeout, PollInterval = PollInterval };

    private protected override string? LeftByStop =>
        _meter.Begun > 0 ? PurgePlanText.Stopped(_meter.Ended)
        : _reading.Begun > 0 ? PurgePlanText.StoppedReading
        : null;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Clear, VaultName);

    private void Clear()
    {
        CheckVaultName();
        if (ArchiveId is not null)
        {
            throw new GlacierInputException(
                "NotAVault",
                $"An archive of vault '{VaultName}' came down the pipe, and Clear-GlacierVault empties whole vaults. "
                    + "Nothing was deleted. Remove-GlacierArchive deletes archives."
            );
        }

        CopyDestination? copied = CopiedTo is null ? null : CopyFolders.Parse(CopiedTo);
        _kept.Clear();
        RegionPrices prices = this.PriceTable(PricePath).Of(Target.Region);
        string? inventory = InventoryPath is null ? null : LocalFile.Find(this.LiteralFilePath(InventoryPath)).FullName;
        if (ShareTable is not null)
        {
            ClearShared(copied, inventory, prices);
            return;
        }

        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        using IBucket? bucket = copied is null ? null : Open(copied);
        VaultPurge purge = null!;
        PurgePlan plan = null!;
        Run(
            async (pipeline, token) =>
            {
                _listener = pipeline;
                VaultCatalog catalog = await OpenAsync(inventory, aside, _reading, pipeline, token);
                CopyProof? copies = bucket is null
                    ? null
                    : new CopyProof(bucket, copied!.Prefix, catalog, ThrottleLimit, note: pipeline.Verbose);
                purge = new VaultPurge(Glacier, Target.VaultSettings, catalog, time: null, Passing(), copies);
                plan = await purge.PlanAsync(prices, token, test => Keep(test, pipeline));
            },
            _reading
        );
        _reading.Complete(this);
        VaultPurge.RefuseLocked(plan, RemoveVault);
        RefuseKept(plan);
        Warn(plan);
        if (
            !ShouldProcess(
                PurgePlanText.Of(plan),
                $"{PurgePlanText.Of(plan)}. There is no way back. Go on?",
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

    private IBucket Open(CopyDestination copied)
    {
        string folder = Run(token => Target.CopyFolderAsync(VaultName, token));
        using var records = new CopyRecords(folder, VaultName);
        return OpenBucket(
            copied.Bucket,
            BucketSettings(records.Meant(VaultName, copied.Bucket, copied.Prefix)[0].Settings),
            isRead: true
        );
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
            var head = new InventoryHead();
            var source = new InventorySource(VaultName) { Warn = pipeline.Warn, Head = head };
            CatalogState state = await catalog.UpdateAsync(
                InventoryReader.ReadAsync(file, source, cancellationToken),
                new InventoryOrigin
                {
                    IsGuessed = true,
                    Head = head,
                    VaultARN = Target.IsAws() ? VaultArn.Format(Target.Region, Target.AccountId, VaultName) : null,
                },
                cancellationToken
            );
            if (state.IsInventoryDateGuessed)
            {
                pipeline.Warn(
                    $"'{inventory}' does not say the day of the inventory. That of its newest archive, "
                        + $"{ShownTime.ToMinute(state.InventoryDate)}, stands for it."
                );
            }
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
        if (RemoveVault && result is { Failed: 0, KeptByLock: 0, KeptNotProven: 0 })
        {
            await purge.RemoveVaultAsync(
                vault =>
                {
                    pipeline.Verbose(PurgePlanText.Waiting(vault));
                    _meter.Say($"{VaultName} is empty: waiting for the inventory that knows it, a day or so");
                },
                Wait,
                cancellationToken
            );
            result = result with { VaultRemoved = true, RemovableAfter = null };
        }

        pipeline.Write(result);
    }
}
