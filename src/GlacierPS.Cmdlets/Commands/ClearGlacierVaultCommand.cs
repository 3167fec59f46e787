using System.Globalization;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// DeleteArchive, for all archives of a vault that the catalogue knows. Stopped or killed and run again it goes on where it
/// was.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "GlacierVault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PurgeResult), typeof(PurgePlan))]
public sealed class ClearGlacierVaultCommand : VaultCmdlet
{
    private readonly ProgressMeter _meter = new("Emptying a vault", "archives");

    /// <summary>An inventory of the vault that was saved, JSON or CSV, which the catalogue takes in first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InventoryPath { get; set; }

    /// <summary>Removes the vault itself, too, and waits until the service lets it: a day or so.</summary>
    [Parameter]
    public SwitchParameter RemoveVault { get; set; }

    /// <summary>How many archives are deleted at once, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>A table of prices in place of the built-in one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Clear, VaultName);

    private void Clear()
    {
        CheckVaultName();
        GlacierPrices prices = PriceTable.Read(PricePath is null ? null : LocalFile.Find(this.LiteralFilePath(PricePath)).FullName);
        string? inventory = InventoryPath is null ? null : LocalFile.Find(this.LiteralFilePath(InventoryPath)).FullName;
        using RehearsalFolder? aside = IsWhatIf ? new RehearsalFolder() : null;
        VaultPurge purge = null!;
        PurgePlan plan = null!;
        Run(async (pipeline, token) =>
        {
            VaultCatalog catalog = await OpenAsync(inventory, aside, pipeline, token);
            purge = new VaultPurge(Glacier, Target.VaultSettings, catalog);
            plan = await purge.PlanAsync(prices, Target.Region, token);
        });
        VaultPurge.RefuseLocked(plan);
        if (plan.IsLastVault && RemoveVault)
        {
            WriteWarning(
                $"'{VaultName}' is the account's last vault. The service takes no new customers since 15 December 2025: an account without any vault may lose its access to it.");
        }

        if (!ShouldProcess(Describe(plan), $"{Describe(plan)}. There is no way back. Go on?", "Empty a vault", out ShouldProcessReason reason))
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

    private async Task<VaultCatalog> OpenAsync(string? inventory, RehearsalFolder? aside, IPipeline pipeline, CancellationToken cancellationToken)
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, cancellationToken);
        VaultCatalog catalog = await Target.CatalogAsync(VaultName, cancellationToken);
        if (inventory is not null)
        {
            try
            {
                await using FileStream file = InventoryReader.OpenFile(inventory);
                var source = new InventorySource(VaultName, InventoryDate: File.GetLastWriteTimeUtc(inventory));
                IAsyncEnumerable<InventoryArchive> archives = InventoryReader.ReadAsync(file, source, cancellationToken);
                if (aside is null)
                {
                    await catalog.UpdateAsync(archives, inventoryDate: null, newestAt: null, cancellationToken);
                }
                else
                {
                    catalog = await catalog.UpdatedAsync(aside.Path, archives, inventoryDate: null, newestAt: null, cancellationToken);
                }
            }
            catch (GlacierInputException error) when (error.ErrorId == "InventoryOlder")
            {
                pipeline.Verbose($"'{inventory}' is not taken in: {error.Message}");
            }
        }

        CatalogState state = catalog.ReadState(cancellationToken);
        if (state.InventoryDate is null && vault.NumberOfArchives > 0)
        {
            throw new GlacierInputException(
                "CatalogEmpty",
                $"Which archives the vault '{VaultName}' holds is not known: the catalogue has not seen its inventory. Run Update-GlacierCatalog '{VaultName}', or give a saved inventory with -InventoryPath.");
        }

        if (vault.LastInventoryDate is not null)
        {
            CatalogAge.Tell(state, catalog.Exists, vault, pipeline);
        }

        return catalog;
    }

    private async Task ClearAsync(VaultPurge purge, PurgePlan plan, IPipeline pipeline, CancellationToken cancellationToken)
    {
        _meter.Begin(VaultName, plan.SizeInBytes);
        PurgeResult result = await purge.RunAsync(
            ThrottleLimit, _meter.Add, (archive, error) => pipeline.Fail(error, archive.ArchiveId), cancellationToken);
        if (RemoveVault && result.Failed == 0)
        {
            await purge.RemoveVaultAsync(vault => pipeline.Verbose(Waiting(vault)), cancellationToken);
            result = result with { VaultRemoved = true, RemovableAfter = null };
        }

        pipeline.Write(result);
    }

    private static string Waiting(VaultDescription vault) =>
        $"The vault '{vault.VaultName}' can be removed when an inventory knows that it is empty; the last one is of "
        + (vault.LastInventoryDate is { } last ? $"{last:yyyy-MM-dd HH:mm} UTC, and counts {Quantity.Of(vault.NumberOfArchives, "archive")}. The next is due about a day later." : "no day yet.");

    private string Describe(PurgePlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"Empty vault {VaultName}: delete {Quantity.Of(plan.Archives, "archive")}, {ByteSize.Format(plan.SizeInBytes)}, {plan.EarlyArchives:N0} of them younger than 90 days, which is likely to cost {plan.EarlyDeletionCost:0.00} USD");
}
