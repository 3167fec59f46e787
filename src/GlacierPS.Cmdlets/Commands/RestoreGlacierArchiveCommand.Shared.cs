using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Commands;

/// <content>Together with other machines, each of which restores into a folder of its own.</content>
public sealed partial class RestoreGlacierArchiveCommand
{
    // Vaults whose archives are chosen by names.
    private readonly SortedSet<string> _named = new(StringComparer.Ordinal);

    private void CheckShared() =>
        Require(
            () =>
                RefuseShared(
                    NoWait,
                    nameof(NoWait),
                    "a window is done when all of it is restored. Stop the machine with Ctrl+C and run the same "
                        + "command later."
                ),
            ShareTable
        );

    private void RestoreShared()
    {
        foreach (string vaultName in _named)
        {
            Attempt(() => RestoreShared(vaultName, ids: null), vaultName);
        }

        // Of archives that were named by their IDs the machine that puts the windows up tells the names.
        foreach (
            IGrouping<string, RestoreItem> vault in _source
                .Complete(_ => null, Stop.Token)
                .GroupBy(item => item.VaultName, StringComparer.Ordinal)
        )
        {
            Attempt(
                () =>
                {
                    foreach (RestoreItem item in vault.Where(IsOfOwnList))
                    {
                        throw new GlacierInputException(
                            "NotShared",
                            $"The archive {item.ArchiveId} has a name or a tree hash of a list of its own: other "
                                + "machines know only what a catalogue says. Give the IDs alone, or restore without "
                                + "-ShareTable. Nothing was done."
                        );
                    }

                    RestoreShared(vault.Key, [.. vault.Select(item => item.ArchiveId).Distinct()]);
                },
                vault.Key
            );
        }
    }

    private static bool IsOfOwnList(RestoreItem item) =>
        item.CreationDate is null && (item.Name is not null || item.SHA256TreeHash is not null);

    private void RestoreShared(string vaultName, List<string>? ids)
    {
        if (!ShouldProcess($"vault {vaultName}", $"Restore archives below {_folder}, {Together}"))
        {
            return;
        }

        using DynamoTable table = OpenShareTable();
        Run((pipeline, token) => RestoreSharedAsync(vaultName, ids, table, pipeline, token), _meter);
    }

    private async Task RestoreSharedAsync(
        string vaultName,
        List<string>? ids,
        DynamoTable table,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(vaultName, cancellationToken);
        VaultCatalog catalog = Target.Recognise(vault, remember: false, pipeline.Warn);
        if (catalog.Exists)
        {
            await LookUpAsync(catalog, ids, pipeline, cancellationToken);
        }
        else
        {
            pipeline.Warn(ConnectionShares.NoCatalogue(vaultName));
        }

        await using SharedWork share = await SharedWork.JoinAsync(
            table,
            ConnectionShares.Definition("Restore", vault, ShareParameters(ids), MaxBytesPerHour, MaxCost) with
            {
                DollarsOf = bytes => _prices.Retrieval(Tier, bytes, 1),
            },
            catalog.Exists ? after => Plan(Wanted(catalog, ids, cancellationToken), after, cancellationToken) : null,
            new ShareOptions(),
            pipeline.Verbose,
            cancellationToken
        );
        var restore = new ArchiveRestore(
            Glacier,
            Options(() => pipeline) with
            {
                Share = share.Budget,
            },
            pipeline.Verbose,
            pipeline.Warn
        );
        _meter.Watch(restore.Describe);
        long restored = 0;
        await RestoreAsync(
            report =>
                restore.RunSharedAsync(
                    share,
                    vaultName,
                    Begin,
                    archive =>
                    {
                        Interlocked.Increment(ref restored);
                        report(archive);
                    },
                    (item, error) => Report(item, error, pipeline),
                    cancellationToken
                ),
            pipeline,
            cancellationToken
        );
        ConnectionShares.Report(share, table.Name, restored, pipeline);
    }

    /// <summary>Tells how old the catalogue is, and what of the archives it does not know.</summary>
    private async Task LookUpAsync(
        VaultCatalog catalog,
        List<string>? ids,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault: null, pipeline);
        if (ids is not null)
        {
            ConnectionCatalogs.ReportUnknown(catalog, ids, pipeline, cancellationToken);
            return;
        }

        CatalogFilter filter = NamePatterns.Filter(Name, LiteralName);
        if (await Target.MovedAsync(catalog.VaultName, filter, cancellationToken) is { Count: > 0 } moved)
        {
            pipeline.Warn(
                $"Left out: {Quantity.Of(moved.Count, "archive")} in a bucket, and in vault '{catalog.VaultName}' no "
                    + "longer. To restore from the bucket, run the command without -ShareTable."
            );
        }

        if (!catalog.Read(filter, cancellationToken).Any())
        {
            throw NoneOfName(catalog.VaultName);
        }
    }

    private List<CatalogArchive> Wanted(VaultCatalog catalog, List<string>? ids, CancellationToken cancellationToken)
    {
        List<CatalogArchive> wanted =
        [
            .. ids is not null
                ? catalog.Find(ids, cancellationToken)
                : catalog.Read(NamePatterns.Filter(Name, LiteralName), cancellationToken),
        ];
        return Newest ? [.. NewestVersions.Of(wanted)] : wanted;
    }

    private static IEnumerable<PlannedWindow> Plan(
        List<CatalogArchive> wanted,
        DateTime? after,
        CancellationToken cancellationToken
    ) => SharedPlan.Windows(null, OlderVersions.Among(wanted), () => wanted, after, cancellationToken);

    /// <summary>What has to be the same on all machines, beside the vault; the folder has not.</summary>
    private Dictionary<string, string> ShareParameters(List<string>? ids) =>
        new()
        {
            [nameof(Name)] = string.Join(", ", Name),
            [nameof(LiteralName)] = string.Join(", ", LiteralName),
            [nameof(ArchiveId)] = ConnectionShares.Text(ids),
            [nameof(Tier)] = $"{Tier}",
            [nameof(Newest)] = Newest ? "yes" : "",
            [nameof(Expand)] = Expand ? "yes" : "",
        };
}
