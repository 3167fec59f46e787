using System.Globalization;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateJob, DescribeJob, GetJobOutput: from archives to files at their paths. Stopped and run again it goes on,
/// with the jobs that it had started.
/// </summary>
[Cmdlet(VerbsData.Restore, "GlacierArchive", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(RestoredArchive), typeof(RestoreState), typeof(RestoreEstimate))]
public sealed class RestoreGlacierArchiveCommand : VaultCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const string IdSet = "ArchiveId";
    private const string IdPathSet = "ArchiveIdPath";

    private const string FormsMeaning =
        "What was restored are their stored bytes, which {0} has to unpack or decrypt; Verified says that these "
        + "arrived as "
        + "they were stored.";

    // A vault can have millions of names that become others.
    private const int MaxWarnings = 20;

    private readonly RestoreSource _source = new();
    private readonly StoredForms _forms = new();
    private readonly ProgressMeter _meter = new("Restoring from Glacier", "archives");
    private string _folder = "";
    private int _renamed;
    private RegionPrices _prices = null!;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Archives that the catalogue knows by such names, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[] Name { get; set; } = [];

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

    /// <summary>Number of files that are downloaded at the same time, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

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
        base.BeginProcessing();
        _prices = table.Of(Target.Region);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Collect, VaultName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_source.Count > 0)
        {
            Attempt(Restore, _folder);
            _meter.Complete(this);
        }
    }

    private void Collect()
    {
        CheckVaultName();
        switch (ParameterSetName)
        {
            case NameSet:
                Run(
                    async (pipeline, token) =>
                    {
                        VaultDescription vault = await Glacier.DescribeVaultAsync(VaultName, token);
                        VaultCatalog catalog = Target.Recognise(vault, remember: false, pipeline.Warn);
                        Staleness.Report(catalog.ReadState(token), catalog.Exists, vault: null, pipeline);
                        int before = _source.Count;
                        _source.Add(catalog.Read(NamePatterns.Filter(Name), token));
                        if (_source.Count == before)
                        {
                            throw new GlacierInputException(
                                "ArchiveNotFound",
                                $"No archive in vault '{VaultName}' is called '{string.Join("' or '", Name)}', as "
                                    + "far as the catalogue knows."
                            );
                        }
                    }
                );
                break;
            case InputSet:
                foreach (PSObject input in InputObject)
                {
                    Attempt(() => _source.Add(input, VaultName), input);
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

    private void Restore()
    {
        IReadOnlyCollection<RestoreItem> items = Run(token =>
            Task.Run(() => _source.Complete(Target.KnownCatalogOrNull, token), token)
        );
        if (Newest)
        {
            items = NewestVersions.Of(items);
        }

        IPipeline? listener = null;
        SpendingLimit? limit = Run(token => Target.LimitAsync(items.First().VaultName, MaxCost, _prices, token));
        var restore = new ArchiveRestore(
            Glacier,
            new RestoreOptions
            {
                Folder = _folder,
                Tier = Tier,
                MaxBytesPerHour = MaxBytesPerHour,
                MaxCost = limit,
                ThrottleLimit = ThrottleLimit,
                NoWait = NoWait,
                Timeout = Timeout,
                PollInterval = PollInterval,
                Download = new DownloadOptions { Overwrite = Force },
                Progress = () => new MeterProgress(_meter, listener!),
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
        RestoreEstimate estimate = plan.Estimate(_prices, Tier);
        if (
            !ShouldProcess(
                Describe(estimate),
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

        foreach (RestoreItem item in items)
        {
            foreach (string name in item.OtherNames.Select(other => other.Name).Prepend(item.Name ?? item.ArchiveId))
            {
                _meter.Begin(name, bytes: item.SizeInBytes ?? 0);
            }
        }

        _meter.Watch(restore.Describe);
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                await restore.RunAsync(
                    plan,
                    archive => Report(archive, pipeline),
                    (item, error) => Report(item, error, pipeline),
                    token,
                    state => Report(state, pipeline)
                );
                if (_forms.Describe(FormsMeaning) is { } packed)
                {
                    pipeline.Warn(packed);
                }

                if (_renamed > MaxWarnings)
                {
                    pipeline.Warn(
                        $"{_renamed:N0} archives in all went elsewhere than their names say: RenamedBecause of "
                            + "each tells why."
                    );
                }
            },
            _meter
        );
    }

    private void Report(RestoredArchive archive, IPipeline pipeline)
    {
        _meter.End();
        _forms.Count(archive.Compressed, archive.Encrypted, archive.WrittenBy);
        if (archive.WasThere || archive.IsCopy || archive.SameAs is not null)
        {
            _meter.Add(archive.SizeInBytes);
        }

        if (archive.RenamedBecause is { } reason && Interlocked.Increment(ref _renamed) <= MaxWarnings)
        {
            pipeline.Warn($"An archive went to '{archive.FullName}'. {reason}");
        }

        pipeline.Write(NoWait ? RestoreState.Of(archive) : archive);
    }

    private void Report(RestoreItem item, Exception error, IPipeline pipeline)
    {
        _meter.End();
        pipeline.Fail(error, item.ArchiveId);
        if (NoWait)
        {
            pipeline.Write(RestoreState.Of(item, error));
        }
    }

    private void Report(RestoreState state, IPipeline pipeline)
    {
        _meter.End();
        pipeline.Write(state);
    }

    private string Describe(RestoreEstimate plan) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Restore {Quantity.Of(plan.Archives, "archive")}, {ByteSize.Format(plan.SizeInBytes)}, below "
                + $"{_folder}: {plan.AlreadyThere:N0} there already, {plan.JobsToReuse:N0} with a job, "
                + $"{Quantity.Of(plan.JobsToStart, "job")} to start for {ByteSize.Format(plan.BytesToRetrieve)} "
                + $"({Tier}){Cost(plan)}{SizesUnknown(plan)}{Duplicates(plan)}{Copies(plan)}{Renamed(plan)}"
        );

    private static string Cost(RestoreEstimate plan) =>
        plan.RetrievalCost is null || plan.TransferOutCost is null
            ? $"; what it costs is not known: {plan.PricesFrom}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $", which is likely to cost {plan.RetrievalCost:0.00} USD, and sending them out of AWS "
                    + $"{plan.TransferOutCost:0.00} USD, by {plan.PricesFrom}"
            );

    private static string SizesUnknown(RestoreEstimate plan) =>
        plan.SizesUnknown == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; the size of {plan.SizesUnknown:N0} is not known");

    private static string Duplicates(RestoreEstimate plan) =>
        plan.Duplicates == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {plan.Duplicates:N0} with the name and content of another one, which is retrieved once"
            );

    private static string Copies(RestoreEstimate plan) =>
        plan.Copies == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {Quantity.Of(plan.Copies, "further file")} of archives with several names, copied, not retrieved"
            );

    private static string Renamed(RestoreEstimate plan) =>
        plan.Renamed.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {plan.Renamed.Length:N0} with another name");
}
