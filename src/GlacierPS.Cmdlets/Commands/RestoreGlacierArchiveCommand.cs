using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateJob, DescribeJob, GetJobOutput: from archives to files at their paths. Stopped and run again it goes on,
/// with the jobs that it had started.
/// </summary>
[Cmdlet(VerbsData.Restore, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(RestoredArchive), typeof(RestoreState), typeof(RestoreEstimate))]
public sealed partial class RestoreGlacierArchiveCommand : SharingCmdlet
{
    private const string NameSet = "Name";
    private const string LiteralNameSet = "LiteralName";
    private const string InputSet = "InputObject";
    private const string IdSet = "ArchiveId";
    private const string IdPathSet = "ArchiveIdPath";

    private const string FormsMeaning =
        "What was restored are their stored bytes, which {0} has to unpack or decrypt, or Expand-GlacierArchive; "
        + "Verified says that these arrived as they were stored.";

    // A vault can have millions of names that become others.
    private const int MaxWarnings = 20;

    private readonly RestoreSource _source = new();
    private readonly StoredForms _forms = new();
    private readonly ConcurrentDictionary<string, bool> _copied = new(StringComparer.Ordinal);
    private readonly ProgressMeter _meter = new("Restoring from Glacier", "archives");
    private string _folder = "";
    private int _renamed;
    private RegionPrices _prices = null!;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("InVault")]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Archives that the catalogue knows by such names, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Archives that the catalogue knows by such names, in which nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralNameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[] LiteralName { get; set; } = [];

    /// <summary>Archives, anything else that has an ArchiveId, or IDs.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>IDs of archives.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveIdCompleter))]
    public string[] ArchiveId { get; set; } = [];

    /// <summary>A file of IDs, one a line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdPathSet)]
    [ValidateNotNullOrEmpty]
    public string? ArchiveIdPath { get; set; }

    /// <summary>The folder to restore into, made if missing; sub-folders are made as the archives' names say.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Speed and price of the retrieval.</summary>
    [Parameter]
    public RetrievalTier Tier { get; set; } = RetrievalTier.Standard;

    /// <summary>Starts jobs for at most so many bytes in any hour.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerHour { get; set; }

    /// <summary>Number of files that are downloaded at the same time, 1 to 256; fewer while no more
    /// gains anything.</summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <summary>Of several archives with one name, the newest alone; the others are left out.</summary>
    [Parameter]
    public SwitchParameter Newest { get; set; }

    /// <summary>
    /// Does what can be done now: starts jobs, receives what is ready, and emits the state of each archive.
    /// </summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to go on in all, as a time span or in seconds; until all is done if nothing is said.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Time between two questions about jobs, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>
    /// Starts no job that would pass so many US dollars: for each vault, with what was spent within 30 days.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 10_000_000)]
    public decimal? MaxCost { get; set; }

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <summary>Makes files of what other tools compressed or encrypted; the stored bytes stay beside them.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>The password of what is encrypted, for -Expand.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>Replaces files that are there and are not the archives.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        PriceTable table = PriceTable.BuiltIn;
        Require(
            () =>
            {
                _folder = this.FolderPath(Path);
                table = this.PriceTable(PricePath);
            },
            PricePath ?? Path
        );
        CheckShared();
        base.BeginProcessing();
        _prices = table.Of(Target.Region);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Collect, VaultName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShareTable is not null)
        {
            RestoreShared();
            _meter.Complete(this);
        }
        else if (_source.Count > 0)
        {
            Attempt(Restore, _folder);
            _meter.Complete(this);
        }
    }

    private protected override string? LeftByStop =>
        _meter.Begun == _meter.Ended
            ? null
            : $"Stopped after {Digits.Of(_meter.Ended)} of {Quantity.Of(_meter.Begun, "archive")}. Jobs that were "
                + "started go on at the service, and what was fetched is kept: run the same command again, and "
                + "nothing is paid twice.";

    private void Collect()
    {
        CheckVaultName();
        switch (ParameterSetName)
        {
            case NameSet or LiteralNameSet when ShareTable is not null:
                _named.Add(VaultName);
                break;
            case NameSet or LiteralNameSet:
                Run(
                    async (pipeline, token) =>
                    {
                        int before = _source.Count;
                        CatalogFilter filter = NamePatterns.Filter(Name, LiteralName);
                        _source.Add(await Target.MovedAsync(VaultName, filter, token));
                        try
                        {
                            VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, token);
                            VaultCatalog catalog = Target.Recognise(vault, remember: false, pipeline.Warn);
                            Staleness.Report(catalog.ReadState(token), catalog.Exists, vault: null, pipeline);
                            _source.Add(catalog.Read(filter, token));
                        }
                        catch (ResourceNotFoundException) when (_source.Count > before)
                        {
                            pipeline.Verbose($"The vault '{VaultName}' is removed; its archives were copied before.");
                        }

                        if (_source.Count == before)
                        {
                            throw NoneOfName(VaultName);
                        }
                    }
                );
                break;
            case InputSet:
                foreach (PSObject input in InputObject)
                {
                    Attempt(() => _source.Add(input, VaultName, Stop.Token), input);
                }

                break;
            default:
                foreach (
                    string id in ArchiveIdPath is null
                        ? ArchiveId
                        : File.ReadLines(LocalFile.Find(this.LiteralFilePath(ArchiveIdPath)).FullName)
                            .Where(line => line.Trim().Length > 0)
                )
                {
                    Attempt(() => _source.AddId(id, VaultName), id);
                }

                break;
        }
    }

    private GlacierInputException NoneOfName(string vaultName)
    {
        string wanted = string.Join("' or '", Name.Concat(LiteralName));
        return new GlacierInputException(
            "ArchiveNotFound",
            $"No archive in vault '{vaultName}' is called '{wanted}', as the catalogue knows it."
        );
    }

    private void Restore()
    {
        IReadOnlyCollection<RestoreItem> items = Run(token =>
            Task.Run(() => _source.Complete(Target.KnownCatalogOrNull, token), token)
        );
        using MovedArchives moved = Run(token => MovedArchives.FindAsync(Target, items, BucketSettings, token));
        items = moved.Items;
        moved.Allow(MaxCost);
        if (Newest)
        {
            items = NewestVersions.Of(items);
        }

        IPipeline? listener = null;
        SpendingLimit? limit = Run(token => Target.LimitAsync(items.First().VaultName, MaxCost, _prices, token));
        var restore = new ArchiveRestore(
            moved.Behind(Glacier),
            Options(() => listener!) with
            {
                MaxBytesPerHour = MaxBytesPerHour,
                MaxCost = limit,
            },
            text => listener?.Verbose(text),
            text => listener?.Warn(text)
        );
        RestorePlan plan = null!;
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                plan = await restore.PlanAsync(items, token);
            }
        );
        RestoreEstimate estimate = moved.Priced(plan.Estimate(_prices, Tier));
        if (
            !ShouldProcess(
                RestorePlanText.Of(estimate, Tier, _folder),
                $"Restore {Quantity.Of(estimate.Archives, "archive")} below {_folder}?",
                "Restore",
                out ShouldProcessReason reason
            )
        )
        {
            if (reason == ShouldProcessReason.WhatIf)
            {
                WriteObject(estimate);
            }

            return;
        }

        Begin(items);
        _meter.Watch(restore.Describe);
        Run(
            (pipeline, token) =>
            {
                listener = pipeline;
                return RestoreAsync(
                    report =>
                        restore.RunAsync(
                            plan,
                            report,
                            (item, error) => Report(item, error, pipeline),
                            token,
                            state => Report(state, pipeline)
                        ),
                    pipeline,
                    token
                );
            },
            _meter
        );
    }

    /// <summary>How archives are restored, without the limits.</summary>
    private RestoreOptions Options(Func<IPipeline> listener) =>
        new()
        {
            Folder = _folder,
            Tier = Tier,
            ThrottleLimit = ThrottleLimit,
            NoWait = NoWait,
            Timeout = Timeout,
            PollInterval = PollInterval,
            Download = new DownloadOptions { Overwrite = Force, Budget = Target.Budget },
            Progress = () => new MeterProgress(_meter, listener()),
        };
}
