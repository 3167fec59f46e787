using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;

namespace GlacierPS.Cmdlets.Commands;

/// <content>Together with other machines.</content>
public sealed partial class ClearGlacierVaultCommand
{
    /// <summary>
    /// Takes part in the emptying of a vault. Of copies nothing is looked at beforehand: each machine does so for the
    /// archives that it deletes.
    /// </summary>
    private void ClearShared(CopyDestination? copied, string? inventory, RegionPrices prices)
    {
        RefuseShared(
            RemoveVault,
            nameof(RemoveVault),
            "which machine would remove the vault? When all have ended, run Remove-GlacierVault in a day or so."
        );
        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        VaultDescription vault = null!;
        VaultCatalog catalog = null!;
        PurgePlan? plan = null;
        ProgressMeter reading = _reading;
        Run(
            async (pipeline, token) =>
            {
                _listener = pipeline;
                vault = await Glacier.DescribeVaultAsync(VaultName, token);
                catalog = await Target.CatalogAsync(VaultName, token);
                if (catalog.Exists || inventory is not null || UpdateCatalog)
                {
                    catalog = await OpenAsync(inventory, aside, reading, pipeline, token);
                    var purge = new VaultPurge(Glacier, Target.VaultSettings, catalog, time: null, Passing());
                    plan = await purge.PlanAsync(prices, token);
                }
                else
                {
                    pipeline.Warn(ConnectionShares.NoCatalogue(VaultName));
                }
            },
            reading
        );
        reading.Complete(this);
        if (plan is not null)
        {
            VaultPurge.RefuseLocked(plan, removeVault: false);
            Warn(plan);
        }

        string what =
            (plan is null ? $"Delete the archives of vault {VaultName}" : PurgePlanText.Of(plan))
            + (CopiedTo is null ? "" : $", as far as their copies in {CopiedTo} are proven")
            + $", {Together}";
        if (
            !ShouldProcess(
                what,
                $"{what}. There is no way back. Go on?",
                "Empty a vault",
                out ShouldProcessReason reason
            )
        )
        {
            if (reason == ShouldProcessReason.WhatIf && plan is not null)
            {
                WriteObject(plan);
            }

            return;
        }

        using DynamoTable table = OpenShareTable();
        using IBucket? bucket = copied is null ? null : Open(copied);
        Run((pipeline, token) => ClearSharedAsync(vault, catalog, table, bucket, copied, pipeline, token), _meter);
        _meter.Complete(this);
    }

    private async Task ClearSharedAsync(
        VaultDescription vault,
        VaultCatalog catalog,
        DynamoTable table,
        IBucket? bucket,
        CopyDestination? copied,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        _listener = pipeline;
        DeletionLock deletions = await DeletionLock.OfAsync(Target.VaultSettings, VaultName, cancellationToken);
        var purge = new SharedPurge(
            Glacier,
            catalog,
            deletions,
            Passing(),
            bucket is null
                ? null
                : new CopyProof(bucket, copied!.Prefix, catalog, ThrottleLimit, note: pipeline.Verbose)
        );
        await using SharedWork share = await SharedWork.JoinAsync(
            table,
            ConnectionShares.Definition(
                "Clear",
                vault,
                new() { [nameof(CopiedTo)] = copied is null ? "" : $"{copied.Bucket}/{copied.Prefix}" },
                maxBytesPerHour: null,
                maxCost: null
            ),
            catalog.Exists ? after => purge.Plan(after, cancellationToken) : null,
            new ShareOptions(),
            pipeline.Verbose,
            cancellationToken
        );
        PurgeResult result = await purge.RunAsync(
            share,
            ThrottleLimit,
            archives => _meter.Begin(VaultName, bytes: 0, archives),
            _ => _meter.End(),
            (archive, error) => Report(archive, error, pipeline),
            cancellationToken
        );
        Summarize(result, pipeline);
        if (share.ArchivesKept > 0)
        {
            pipeline.Warn(
                $"Kept in vault '{VaultName}' by all machines: {Quantity.Of(share.ArchivesKept, "archive")} without a "
                    + $"proven copy. Test-GlacierCopy says why. What other machines deleted beside them is not noted "
                    + "in the catalogue here: run Update-GlacierCatalog when there is an inventory of tomorrow."
            );
        }

        ConnectionShares.Report(share, table.Name, result.Deleted + result.KeptNotProven, pipeline);
        pipeline.Write(result);
    }
}
