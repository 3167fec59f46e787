using System.Collections;
using System.Management.Automation;
using System.Text;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <content>How archives lie in the bucket: under which keys, and how long they are kept.</content>
public sealed partial class CopyGlacierArchiveCommand
{
    /// <summary>A table with the columns ArchiveId and Key: whole keys, for archives that are to have others.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NameMap { get; set; }

    /// <summary>How the table is written, if neither in UTF-8 nor with a mark of its encoding.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Keeps each object from deletion as long as the vault's lock keeps the archive.</summary>
    [Parameter]
    public SwitchParameter RetainByLock { get; set; }

    /// <summary>Keeps each object from deletion for so long, such as 365d.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? RetainFor { get; set; }

    /// <summary>
    /// Who may delete an object before that: nobody at all, as of a locked vault, or who has the right to go past it.
    /// COMPLIANCE with -RetainByLock, and GOVERNANCE with -RetainFor, if nothing is said.
    /// </summary>
    [Parameter]
    [ValidateSet(CopyRetention.Compliance, CopyRetention.Governance)]
    public string? RetentionMode { get; set; }

    private NameMap? ReadMap(string vaultName)
    {
        if (NameMap is null)
        {
            return null;
        }

        string path = LocalFile.Find(this.LiteralFilePath(NameMap)).FullName;
        using FileStream file = InventoryReader.OpenFile(path);
        return Core.Copy.NameMap.Read(file, Encoding, path, vaultName, Prefix, Path is not null);
    }

    /// <summary>Says which rows are of no use, and refuses a map of which none is.</summary>
    private void CheckMap(NameMap map, VaultCatalog catalog, IPipeline pipeline, CancellationToken cancellationToken)
    {
        HashSet<string> known =
        [
            .. catalog.Find(map.ArchiveIds, cancellationToken).Select(archive => archive.ArchiveId),
        ];
        long unknown = map.ArchiveIds.Count - known.Count;
        if (known.Count == 0)
        {
            throw Core.Copy.NameMap.Invalid(
                NameMap!,
                $"of {Quantity.Of(unknown, "archive")} in it the catalogue of '{catalog.VaultName}' knows none"
            );
        }

        if (unknown > 0)
        {
            string first = map.ArchiveIds.First(id => !known.Contains(id));
            pipeline.Warn(
                $"Of {Quantity.Of(map.ArchiveIds.Count, "archive")} in the name map, {Digits.Of(unknown)} cannot be "
                    + $"found in the vault '{catalog.VaultName}', the first of them {first}; left out."
            );
        }

        if (map.NotUnderstood is { } columns)
        {
            pipeline.Warn($"The name map '{NameMap}': {columns}");
        }

        if (map.OtherVaults > 0)
        {
            pipeline.Verbose($"{Quantity.Of(map.OtherVaults, "row")} of the name map left out: of another vault.");
        }
    }

    /// <summary>What this machine knows of copies below the prefix, of which a manifest may say nothing yet.</summary>
    private IReadOnlyDictionary<string, ManifestEntry> Known(
        string folder,
        string vaultName,
        IEnumerable<string> archiveIds
    )
    {
        using var records = new CopyRecords(folder, vaultName);
        return
            records.Destinations().FirstOrDefault(known => known.Bucket == _place && known.Prefix == Prefix)
                is { } destination
            ? records.Find(destination, archiveIds)
            : new Dictionary<string, ManifestEntry>();
    }

    private void CheckRetention() =>
        Require(
            () =>
            {
                if (RetainByLock && RetainFor is not null)
                {
                    throw new GlacierInputException(
                        "InvalidRetention",
                        "-RetainByLock and -RetainFor say two times. Give one of them."
                    );
                }

                if (RetentionMode is not null && !RetainByLock && RetainFor is null)
                {
                    throw new GlacierInputException(
                        "InvalidRetention",
                        "-RetentionMode alone keeps nothing. Say how long with -RetainFor or -RetainByLock."
                    );
                }

                if (RetainFor is { } time)
                {
                    CopyRetention.For(time, CopyRetention.Governance);
                }
            },
            RetainFor
        );

    private async Task<CopyRetention?> RetentionAsync(
        string vaultName,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        if (!RetainByLock)
        {
            return RetainFor is { } time ? CopyRetention.For(time, RetentionMode ?? CopyRetention.Governance) : null;
        }

        CopyRetention retention = await CopyRetention.ByLockAsync(
            Target.VaultSettings,
            vaultName,
            RetentionMode ?? CopyRetention.Compliance,
            cancellationToken
        );
        if (retention.NotCarriedOver is { Count: > 0 } conditions)
        {
            pipeline.Warn(
                $"The lock of the vault '{vaultName}' also denies deletions {string.Join("; ", conditions)}. "
                    + "Object Lock knows time alone: that is not carried over."
            );
        }

        return retention;
    }

    private async Task<CopyOptions> OptionsAsync(
        string vaultName,
        NameMap? map,
        IPipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Prefix = Prefix,
            NameMap = map,
            Retention = await RetentionAsync(vaultName, pipeline, cancellationToken),
            Region = Target.Region,
            StorageClass = ClassOfObjects,
            IsFolder = Path is not null,
            KmsKeyId = KmsKeyId,
            Tags = Tag.Cast<DictionaryEntry>().ToDictionary(tag => $"{tag.Key}", tag => $"{tag.Value}"),
            Tier = Tier,
            MaxBytesPerHour = MaxBytesPerHour,
            MaxCost = await Target.LimitAsync(vaultName, MaxCost, _prices, cancellationToken),
            ThrottleLimit = ThrottleLimit,
            PartSize = PartSize,
            BundleBelow = BundleBelow,
            BundleSize = BundleSize,
            Force = Force,
        };
}
