using System.Collections;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateJob, DescribeJob, GetJobOutput, and S3: from archives to objects of a bucket, with proof. Stopped and run
/// again it goes on, by what the service and the bucket hold.
/// </summary>
[Cmdlet(VerbsCommon.Copy, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(CopiedArchive), typeof(CopyPlan))]
public sealed partial class CopyGlacierArchiveCommand : SharingCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const string NameToFolderSet = "NameToFolder";
    private const string InputToFolderSet = "InputObjectToFolder";

    // A vault can have millions of names that become others.
    private const int MaxWarnings = 20;

    private readonly ProgressMeter _meter = new("Copying to S3", "archives");
    private readonly Dictionary<string, List<string>?> _wanted = new(StringComparer.Ordinal);
    private RegionPrices _prices = null!;
    private int _renamed;
    private int _copied;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameToFolderSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = InputSet)]
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = InputToFolderSet
    )]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Only archives of such names, wildcards allowed; all if none is given.</summary>
    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [Parameter(Position = 1, ParameterSetName = NameToFolderSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only archives that were stored after that.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = NameToFolderSet)]
    public DateTime? NewerThan { get; set; }

    /// <summary>Only archives that were stored before that.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = NameToFolderSet)]
    public DateTime? OlderThan { get; set; }

    /// <summary>Only archives of more bytes.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = NameToFolderSet)]
    [ValidateRange(0, long.MaxValue)]
    public long? LargerThan { get; set; }

    /// <summary>Only archives of fewer bytes.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = NameToFolderSet)]
    [ValidateRange(0, long.MaxValue)]
    public long? SmallerThan { get; set; }

    /// <summary>Archives that the catalogue knows, anything else that has an ArchiveId, or IDs.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputToFolderSet)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [Parameter(Mandatory = true, ParameterSetName = InputSet)]
    [ValidatePattern(BucketPattern)]
    public string? Bucket { get; set; }

    /// <summary>What the objects' keys begin with.</summary>
    [Parameter]
    [AllowEmptyString]
    public string Prefix { get; set; } = "";

    /// <summary>How the objects are stored.</summary>
    [Parameter]
    [ValidateSet(
        "DEEP_ARCHIVE",
        "GLACIER",
        "GLACIER_IR",
        "INTELLIGENT_TIERING",
        "STANDARD",
        "STANDARD_IA",
        "ONEZONE_IA"
    )]
    public string StorageClass { get; set; } = "DEEP_ARCHIVE";

    /// <summary>The KMS key that encrypts the objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>The objects' tags, at most 10.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary Tag { get; set; } = new Hashtable();

    /// <summary>Speed and price of the retrieval.</summary>
    [Parameter]
    public RetrievalTier Tier { get; set; } = RetrievalTier.Bulk;

    /// <summary>Starts jobs for at most so many bytes in any hour.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerHour { get; set; }

    /// <summary>
    /// Starts no job that would pass so many US dollars: for each vault, with what was spent within 30 days.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 10_000_000)]
    public decimal? MaxCost { get; set; }

    /// <summary>Archives and parts that are moved at the same time, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <summary>Copies although a lifecycle rule deletes what is below the prefix after some time.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CheckSizes();
        CheckRetention();
        base.BeginProcessing();
        Require(CheckPlace, Path);
        Require(() => _prices = this.PriceTable(PricePath).Of(Target.Region), PricePath);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Collect, VaultName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string vaultName, List<string>? ids) in _wanted)
        {
            Attempt(() => CopyOrShare(vaultName, ids), vaultName);
        }

        _meter.Complete(this);
    }

    private protected override string? LeftByStop =>
        _meter.Begun == _meter.Ended
            ? null
            : $"Stopped after {Quantity.Of(_copied, "archive")}. What is copied stays proven, what was uploaded of "
                + "others is kept, and jobs that were started go on at the service: run the same command again, and "
                + "it goes on from there. Get-GlacierCopy tells how far it is.";

    private void Collect()
    {
        CheckVaultName();
        if (ParameterSetName is NameSet or NameToFolderSet)
        {
            _wanted[VaultName] = null;
            return;
        }

        foreach (PSObject input in InputObject)
        {
            Attempt(
                () =>
                {
                    string? id = input.BaseObject as string ?? input.Properties["ArchiveId"]?.Value as string;
                    if (string.IsNullOrWhiteSpace(id))
                    {
                        throw new GlacierInputException(
                            "InvalidId",
                            $"'{input}' is not an archive, nor the ID of one."
                        );
                    }

                    if (!_wanted.TryGetValue(VaultName, out List<string>? ids) || ids is null)
                    {
                        _wanted[VaultName] = ids = [];
                    }

                    ids.Add(id.Trim());
                },
                input
            );
        }
    }

    private void Copy(string vaultName, List<string>? ids)
    {
        CopySettings settings = BucketSettings() with { StorageClass = ClassOfObjects };
        using IBucket bucket = OpenBucket(_place, settings);
        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        IPipeline? listener = null;
        ArchiveCopy copy = null!;
        CopyPlan plan = null!;
        string folder = "";
        NameMap? map = ReadMap(vaultName);
        Func<IEnumerable<CatalogArchive>> read = null!;
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                VaultCatalog catalog = await OpenAsync(vaultName, ids, aside, pipeline, token);
                if (map is not null)
                {
                    CheckMap(map, catalog, pipeline, token);
                }

                read = () => Read(catalog, ids, token);
                folder = await Target.AccountFolderAsync(vaultName, token);
                copy = new ArchiveCopy(
                    Glacier,
                    catalog,
                    bucket,
                    await OptionsAsync(vaultName, map, pipeline, token),
                    text => listener?.Warn(text),
                    text => listener?.Verbose(text),
                    wanted => Known(folder, vaultName, wanted)
                );
                plan = await copy.PlanAsync(read, _prices, token);
            }
        );
        if (
            !ShouldProcess(
                CopyPlanText.Of(plan, Prefix),
                $"{CopyPlanText.Of(plan, Prefix)}. Go on?",
                "Copy",
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

        RequireRoom(plan);
        Directory.CreateDirectory(folder);
        using FileLock? running = FileLock.TryTake(CopyFolders.LockIn(folder, vaultName));
        if (running is null)
        {
            throw new GlacierInputException(
                "CopyRunning",
                $"Another process copies the vault '{vaultName}' already. Wait for its end, or stop it."
            );
        }

        using var records = new CopyRecords(folder, vaultName);
        CopyDestination destination = records.Begin(
            new CopyDestination
            {
                Bucket = _place,
                Prefix = Prefix,
                Settings = settings,
                Archives = plan.Archives,
                SizeInBytes = plan.SizeInBytes,
                Begun = DateTime.UtcNow,
            }
        );
        _meter.Begin(vaultName, plan.BytesToMove);
        _meter.Watch(copy.Describe);
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                await using (var log = new CopyLog(records, destination, pipeline.Warn))
                {
                    await copy.RunAsync(
                        read,
                        archive => Report(archive, pipeline),
                        (archive, error) =>
                        {
                            log.Add(CopyFailure.Of(archive, error, DateTime.UtcNow));
                            pipeline.Fail(error, archive.ArchiveId);
                        },
                        token,
                        log.Add
                    );
                }

                records.End(destination, DateTime.UtcNow);
                if (_renamed > MaxWarnings)
                {
                    pipeline.Warn(
                        $"{Quantity.Of(_renamed, "archive")} in all got other keys: RenamedBecause of each tells why."
                    );
                }
            },
            _meter
        );
        _meter.End();
    }

    private async Task<VaultCatalog> OpenAsync(
        string vaultName,
        List<string>? ids,
        DryRunFolder? aside,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(vaultName, cancellationToken);
        VaultCatalog catalog = await Target.CatalogAsync(vaultName, cancellationToken);
        if (aside is not null)
        {
            catalog = catalog.DryRun(aside.Path);
        }

        ConnectionCatalogs.Recognise(catalog, vault, remember: false, pipeline.Warn);
        Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
        if (!catalog.Exists)
        {
            throw ConnectionCatalogs.NothingKnown(vaultName);
        }

        if (ids is not null)
        {
            ConnectionCatalogs.ReportUnknown(catalog, ids, pipeline, cancellationToken);
        }

        return catalog;
    }

    private IEnumerable<CatalogArchive> Read(
        VaultCatalog catalog,
        List<string>? ids,
        CancellationToken cancellationToken
    ) =>
        ids is not null
            ? catalog.Find(ids.Distinct(), cancellationToken)
            : catalog.Read(
                NamePatterns.Filter(Name) with
                {
                    NewerThan = NewerThan?.ToUniversalTime(),
                    OlderThan = OlderThan?.ToUniversalTime(),
                    LargerThan = LargerThan,
                    SmallerThan = SmallerThan,
                },
                cancellationToken
            );

    private void Report(CopiedArchive archive, IPipeline pipeline)
    {
        if (!archive.WasThere)
        {
            _meter.Add(archive.SizeInBytes);
        }

        if (
            archive.RenamedBecause is { } reason and not Core.Copy.NameMap.Reason
            && Interlocked.Increment(ref _renamed) <= MaxWarnings
        )
        {
            pipeline.Warn($"An archive has the key '{archive.Key}'. {reason}");
        }

        Interlocked.Increment(ref _copied);
        pipeline.Write(archive);
    }
}
