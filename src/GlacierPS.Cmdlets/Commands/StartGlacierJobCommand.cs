using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>InitiateJob: has the service make an archive, or the vault's inventory, ready for download.</summary>
[Cmdlet(VerbsLifecycle.Start, "GlacierJob", SupportsShouldProcess = true, DefaultParameterSetName = ArchiveSet)]
[OutputType(typeof(JobDescription))]
public sealed class StartGlacierJobCommand : ConcurrentCmdlet<JobRequest>
{
    private const string ArchiveSet = "Archive";
    private const string InventorySet = "Inventory";

    private RegionPrices _prices = null!;
    private ArchiveWords _words = null!;

    /// <summary>The archives to retrieve.</summary>
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = ArchiveSet
    )]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveIdCompleter))]
    public string[] ArchiveId { get; set; } = [];

    /// <summary>Retrieves the vault's last inventory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InventorySet)]
    public SwitchParameter Inventory { get; set; }

    /// <summary>How fast, and how dear; Standard if nothing is said.</summary>
    [Parameter(ParameterSetName = ArchiveSet)]
    public RetrievalTier? Tier { get; set; }

    /// <summary>
    /// A part of the archive, such as 0-1048575: from a whole MiB to the end of one, or of the archive.
    /// </summary>
    [Parameter(ParameterSetName = ArchiveSet)]
    [ValidateNotNullOrEmpty]
    public string? RetrievalByteRange { get; set; }

    /// <summary>
    /// Starts no job that would pass so many US dollars: for each vault, with what was spent within 30 days.
    /// </summary>
    [Parameter(ParameterSetName = ArchiveSet)]
    [ValidateRange(0, 10_000_000)]
    public decimal? MaxCost { get; set; }

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter(ParameterSetName = ArchiveSet)]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <summary>The form of the inventory; Receive-GlacierJobOutput reads both.</summary>
    [Parameter(ParameterSetName = InventorySet)]
    [Alias("OutputFormat")]
    public InventoryFormat Format { get; set; }

    /// <summary>Only archives created at this time or later.</summary>
    [Parameter(ParameterSetName = InventorySet)]
    public DateTime? StartDate { get; set; }

    /// <summary>Only archives created before this time.</summary>
    [Parameter(ParameterSetName = InventorySet)]
    public DateTime? EndDate { get; set; }

    /// <summary>
    /// At most so many archives, at least 1; the job's InventoryRetrievalParameters.Marker then says where the rest
    /// begins.
    /// </summary>
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateRange(1, long.MaxValue)]
    public long? Limit { get; set; }

    /// <summary>Where an earlier, limited inventory left off.</summary>
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    public string? Marker { get; set; }

    /// <summary>A text of your own for the job, at most 1,024 printable ASCII characters.</summary>
    [Parameter]
    [Alias("JobDescription")]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>The ARN of a topic that is told when the job ends.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SnsTopic { get; set; }

    private protected override ProgressMeter Meter { get; } = new("Starting jobs", "jobs");

    private protected override string? LeftByStop =>
        Meter.Begun == 0
            ? null
            : $"Stopped after {Quantity.Of(Meter.Ended, "job")}. Those that were started go on at the service, and are "
                + "paid for: Get-GlacierJob lists them. The same command again would start them a second time.";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(() => _prices = this.PriceTable(PricePath).Of(Target.Region), PricePath);
        _words = new ArchiveWords(Target);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_words.Archives > 0)
        {
            SayTotal(_words.Retrieval(Tier ?? RetrievalTier.Standard, _prices));
        }
    }

    private protected override IEnumerable<JobRequest> Prepare()
    {
        foreach (string? id in ParameterSetName == ArchiveSet ? ArchiveId : new string?[] { null })
        {
            foreach (JobRequest request in Attempt(() => Confirm(id), id ?? VaultName))
            {
                Meter.Begin(id ?? VaultName, bytes: 0);
                yield return request;
            }
        }
    }

    private protected override async Task WorkAsync(
        JobRequest item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        void Later(Exception error) => pipeline.Verbose($"{error.Message} It is asked again later.");
        string jobId = await InitiateAsync(item, Later, cancellationToken);
        try
        {
            JobDescription job = await RetryPolicy.WhileThrottledAsync(
                () => Glacier.DescribeJobAsync(item.VaultName, jobId, cancellationToken),
                Later,
                cancellationToken
            );
            pipeline.Write(new JobNames(Target).With([job])[0]);
        }
        catch (GlacierException problem)
        {
            // The job is started, and may be charged: its ID is reported even if its description cannot be asked for.
            pipeline.Warn($"The job is started, but the service did not describe it: {problem.Message}");
            pipeline.Write(AsAsked(item, jobId));
        }
    }

    private async Task<string> InitiateAsync(
        JobRequest item,
        Action<Exception> later,
        CancellationToken cancellationToken
    )
    {
        SpendingEntry? spending =
            item is ArchiveRetrievalRequest archive
            && await Target.LimitAsync(item.VaultName, MaxCost, _prices, cancellationToken) is { } limit
                ? limit.Reserve(
                    archive.VaultName,
                    archive.ArchiveId,
                    archive.Tier ?? RetrievalTier.Standard,
                    archive.Range is { } range ? range.Length : SizeOf(archive, cancellationToken)
                )
                : null;
        try
        {
            return await RetryPolicy.WhileThrottledAsync(
                () => Glacier.InitiateJobAsync(item, cancellationToken),
                later,
                cancellationToken
            );
        }
        catch (GlacierServiceException)
        {
            spending?.GiveBack();
            throw;
        }
    }

    private long? SizeOf(ArchiveRetrievalRequest archive, CancellationToken cancellationToken) =>
        Target
            .KnownCatalogOrNull(archive.VaultName)
            ?.Find([archive.ArchiveId], cancellationToken)
            .FirstOrDefault()
            ?.SizeInBytes;

    private JobDescription AsAsked(JobRequest item, string jobId) =>
        new()
        {
            JobId = jobId,
            VaultARN = VaultArn.Format(Target.Region, Target.AccountId, item.VaultName),
            Action = item is ArchiveRetrievalRequest ? JobAction.ArchiveRetrieval : JobAction.InventoryRetrieval,
            StatusCode = JobStatus.InProgress,
            Completed = false,
            CreationDate = DateTime.UtcNow,
            Description = item.Description,
            ArchiveId = (item as ArchiveRetrievalRequest)?.ArchiveId,
            RetrievalByteRange = (item as ArchiveRetrievalRequest)?.Range,
            Tier = (item as ArchiveRetrievalRequest)?.Tier,
            InventoryRetrievalParameters = (item as InventoryRetrievalRequest)?.Parameters,
            SNSTopic = item.SNSTopic,
        };

    private protected override object TargetOf(JobRequest item) =>
        item is ArchiveRetrievalRequest archive ? archive.ArchiveId : item.VaultName;

    private IReadOnlyList<JobRequest> Confirm(string? archiveId)
    {
        CheckVaultName();
        Core.Protocol.Description.Check(Description);
        JobRequest request = archiveId is null ? InventoryRequest() : ArchiveRequest(archiveId);
        string target =
            archiveId is null ? VaultName
            : ShowsTargets(ConfirmImpact.Medium) ? _words.Of(VaultName, archiveId)
            : archiveId;
        if (IsWhatIf && request is ArchiveRetrievalRequest archive)
        {
            _words.Count(VaultName, archive.ArchiveId, archive.Range, _prices);
        }

        return ShouldProcess(target, ActionText(archiveId)) ? [request] : [];
    }

    private string ActionText(string? archiveId) =>
        archiveId is null
            ? "Start inventory job"
            : $"Start {Tier ?? RetrievalTier.Standard} retrieval (the service charges for it)";

    private ArchiveRetrievalRequest ArchiveRequest(string archiveId) =>
        new()
        {
            VaultName = VaultName,
            ArchiveId = archiveId,
            Tier = Tier,
            Range = RangeOrNull(),
            Description = Description,
            SNSTopic = SnsTopic,
        };

    private InventoryRetrievalRequest InventoryRequest() =>
        new()
        {
            VaultName = VaultName,
            Description = Description,
            SNSTopic = SnsTopic,
            Parameters = new InventoryRetrieval
            {
                Format = Format,
                StartDate = StartDate?.ToUniversalTime(),
                EndDate = EndDate?.ToUniversalTime(),
                Limit = Limit,
                Marker = Marker,
            },
        };

    private ByteRange? RangeOrNull()
    {
        if (RetrievalByteRange is null)
        {
            return null;
        }

        // The end may be the archive's own, which is not known here; the start must be a whole MiB (glacier-api.md
        // §3.1).
        return ByteRange.TryParse(RetrievalByteRange, out ByteRange range) && range.First % TreeHash.ChunkSize == 0
            ? range
            : throw new GlacierInputException(
                "InvalidByteRange",
                $"'{RetrievalByteRange}' is not a range that can be retrieved. Give first-last in bytes, the "
                    + "first a multiple "
                    + "of 1,048,576 (1 MiB) and the last just below one, or the archive's last byte: 0-1048575."
            );
    }
}
