using System.Collections;
using System.Globalization;
using System.Management.Automation;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <content>Together with other machines.</content>
public sealed partial class CopyGlacierArchiveCommand
{
    private void CopyOrShare(string vaultName, List<string>? ids)
    {
        if (ShareTable is null)
        {
            Copy(vaultName, ids);
        }
        else
        {
            CopyShared(vaultName, ids);
        }
    }

    /// <summary>
    /// Takes part in the copy of a vault. Nothing is counted beforehand: that would take each machine as long as a look
    /// at every object.
    /// </summary>
    private void CopyShared(string vaultName, List<string>? ids)
    {
        if (!ShouldProcess($"vault {vaultName}", $"Copy archives to {_place}/{Prefix}, {Together}"))
        {
            return;
        }

        NameMap? map = ReadMap(vaultName);
        using IBucket bucket = OpenBucket(_place, BucketSettings() with { StorageClass = StorageClass });
        using DynamoTable table = OpenShareTable();
        _meter.Begin(vaultName, bytes: 0);
        Run((pipeline, token) => CopySharedAsync(vaultName, ids, map, bucket, table, pipeline, token), _meter);
        _meter.End();
    }

    private async Task CopySharedAsync(
        string vaultName,
        List<string>? ids,
        NameMap? map,
        IBucket bucket,
        DynamoTable table,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(vaultName, cancellationToken);
        VaultCatalog catalog = await Target.CatalogAsync(vaultName, cancellationToken);
        bool knows = catalog.Exists;
        if (knows)
        {
            await OpenAsync(vaultName, ids, aside: null, pipeline, cancellationToken);
            if (map is not null)
            {
                CheckMap(map, catalog, pipeline, cancellationToken);
            }
        }
        else
        {
            pipeline.Warn(ConnectionShares.NoCatalogue(vaultName));
        }

        await using SharedWork share = await SharedWork.JoinAsync(
            table,
            ConnectionShares.Definition("Copy", vault, ShareParameters(ids, map), MaxBytesPerHour, MaxCost) with
            {
                DollarsOf = bytes => _prices.Retrieval(Tier, bytes, 1),
            },
            knows
                ? after =>
                    SharedPlan.Windows(catalog, () => Read(catalog, ids, cancellationToken), after, cancellationToken)
                : null,
            new ShareOptions(),
            pipeline.Verbose,
            cancellationToken
        );
        var copy = new ArchiveCopy(
            Glacier,
            catalog,
            bucket,
            await OptionsAsync(vaultName, map, pipeline, cancellationToken),
            pipeline.Warn,
            pipeline.Verbose
        );
        _meter.Watch(copy.Describe);
        long copied = 0;
        await copy.RunSharedAsync(
            share,
            archive =>
            {
                Interlocked.Increment(ref copied);
                Report(archive, pipeline);
            },
            (archive, error) => pipeline.Fail(error, archive.ArchiveId),
            cancellationToken
        );
        ConnectionShares.Report(share, table.Name, copied, pipeline);
    }

    /// <summary>What has to be the same on all machines, beside the vault.</summary>
    private Dictionary<string, string> ShareParameters(List<string>? ids, NameMap? map) =>
        new()
        {
            [nameof(Bucket)] = _place,
            [nameof(Prefix)] = Prefix,
            [nameof(StorageClass)] = StorageClass,
            [nameof(KmsKeyId)] = KmsKeyId ?? "",
            [nameof(Tag)] = string.Join(
                ", ",
                Tag.Cast<DictionaryEntry>().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)
            ),
            [nameof(Tier)] = $"{Tier}",
            [nameof(PartSize)] = PartSize.ToString(CultureInfo.InvariantCulture),
            [nameof(Name)] = string.Join(", ", Name ?? []),
            [nameof(NewerThan)] = ConnectionShares.Text(NewerThan),
            [nameof(OlderThan)] = ConnectionShares.Text(OlderThan),
            [nameof(LargerThan)] = $"{LargerThan}",
            [nameof(SmallerThan)] = $"{SmallerThan}",
            [nameof(NameMap)] = map?.Fingerprint ?? "",
            [nameof(RetainByLock)] = RetainByLock ? "yes" : "",
            [nameof(RetainFor)] = $"{RetainFor}",
            [nameof(RetentionMode)] = RetentionMode ?? "",
            [nameof(InputObject)] = ConnectionShares.Text(ids),
        };
}
