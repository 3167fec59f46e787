using System.Management.Automation;
using System.Numerics;
using GlacierPS.Aws.Buckets;
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
public sealed class CopyGlacierArchiveCommand : VaultCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const long MiB = 1 << 20;

    // A vault can have millions of names that become others.
    private const int MaxWarnings = 20;

    private readonly ProgressMeter _meter = new("Copying to S3", "archives");
    private readonly Dictionary<string, List<string>?> _wanted = new(StringComparer.Ordinal);
    private RegionPrices _prices = null!;
    private int _renamed;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Only archives of such names, wildcards allowed; all if none is given.</summary>
    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only archives that were stored after that.</summary>
    [Parameter(ParameterSetName = NameSet)]
    public DateTime? NewerThan { get; set; }

    /// <summary>Only archives that were stored before that.</summary>
    [Parameter(ParameterSetName = NameSet)]
    public DateTime? OlderThan { get; set; }

    /// <summary>Only archives of more bytes.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateRange(0, long.MaxValue)]
    public long? LargerThan { get; set; }

    /// <summary>Only archives of fewer bytes.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateRange(0, long.MaxValue)]
    public long? SmallerThan { get; set; }

    /// <summary>Archives that the catalogue knows, anything else that has an ArchiveId, or IDs.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true)]
    [ValidatePattern("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    public string Bucket { get; set; } = "";

    /// <summary>What the objects' keys begin with.</summary>
    [Parameter]
    [AllowEmptyString]
    public string Prefix { get; set; } = "";

    /// <summary>The bucket's region; the vault's if nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? BucketRegion { get; set; }

    /// <summary>A profile for the bucket, which may be another account's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? BucketProfileName { get; set; }

    /// <summary>The address of another store that speaks S3's API.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BucketEndpointUrl { get; set; }

    /// <summary>The account that has to own the bucket, 12 digits.</summary>
    [Parameter]
    [ValidatePattern("^[0-9]{12}$")]
    public string? ExpectedBucketOwner { get; set; }

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

    /// <summary>Bytes of an object's part, 2^k MiB of at least 8 MiB; larger where 10,000 are not enough.</summary>
    [Parameter]
    public long PartSize { get; set; } = ObjectParts.Smallest;

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
        Require(CheckPartSize, PartSize);
        base.BeginProcessing();
        Require(() => _prices = this.PriceTable(PricePath).Of(Target.Region), PricePath);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Collect, VaultName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string vaultName, List<string>? ids) in _wanted)
        {
            Attempt(() => Copy(vaultName, ids), vaultName);
        }

        _meter.Complete(this);
    }

    private void CheckPartSize()
    {
        if (PartSize < 8 * MiB || PartSize > 4096 * MiB || !BitOperations.IsPow2(PartSize))
        {
            throw new GlacierInputException(
                "InvalidPartSize",
                $"{PartSize:N0} is no size of a part that is proven by a tree hash and that S3 takes. Give 8MB, 16MB, "
                    + "32MB and so on, up to 4096MB."
            );
        }
    }

    private void Collect()
    {
        CheckVaultName();
        if (ParameterSetName == NameSet)
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
        using S3Bucket bucket = S3Bucket.Open(
            Target.BucketOptions(Bucket, BucketProfileName) with
            {
                Region = BucketRegion ?? Target.Region,
                EndpointUrl = BucketEndpointUrl,
                ExpectedOwner = ExpectedBucketOwner,
            }
        );
        using DryRunFolder? aside = IsWhatIf ? new DryRunFolder() : null;
        IPipeline? listener = null;
        ArchiveCopy copy = null!;
        CopyPlan plan = null!;
        string folder = "";
        Func<IEnumerable<CatalogArchive>> read = null!;
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                VaultCatalog catalog = await OpenAsync(vaultName, ids, aside, pipeline, token);
                read = () => Read(catalog, ids, token);
                folder = await Target.AccountFolderAsync(vaultName, token);
                copy = new ArchiveCopy(
                    Glacier,
                    catalog,
                    bucket,
                    await OptionsAsync(vaultName, token),
                    text => listener?.Warn(text),
                    text => listener?.Verbose(text)
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

        Directory.CreateDirectory(folder);
        using FileLock? running = FileLock.TryTake(System.IO.Path.Join(folder, $"copy-{vaultName}.lock"));
        if (running is null)
        {
            throw new GlacierInputException(
                "CopyRunning",
                $"Another process copies the vault '{vaultName}' already. Wait for its end, or stop it."
            );
        }

        _meter.Begin(vaultName, plan.BytesToMove);
        _meter.Watch(copy.Describe);
        Run(
            async (pipeline, token) =>
            {
                listener = pipeline;
                await copy.RunAsync(
                    read,
                    archive => Report(archive, pipeline),
                    (archive, error) => pipeline.Fail(error, archive.ArchiveId),
                    token
                );
                if (_renamed > MaxWarnings)
                {
                    pipeline.Warn(
                        $"{_renamed:N0} archives in all have other keys than their names: RenamedBecause of each tells "
                            + "why."
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
            HashSet<string> known =
            [
                .. catalog.Find(ids.Distinct(), cancellationToken).Select(archive => archive.ArchiveId),
            ];
            foreach (string id in ids.Where(id => !known.Contains(id)))
            {
                pipeline.Fail(
                    new GlacierInputException(
                        "ArchiveNotFound",
                        $"The catalogue of vault '{vaultName}' does not know the archive {id}. Run "
                            + $"Update-GlacierCatalog '{vaultName}'."
                    ),
                    id
                );
            }
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

    private async Task<CopyOptions> OptionsAsync(string vaultName, CancellationToken cancellationToken) =>
        new()
        {
            Prefix = Prefix,
            Region = Target.Region,
            StorageClass = StorageClass,
            Tier = Tier,
            MaxBytesPerHour = MaxBytesPerHour,
            MaxCost = await Target.LimitAsync(vaultName, MaxCost, _prices, cancellationToken),
            ThrottleLimit = ThrottleLimit,
            PartSize = PartSize,
            Force = Force,
        };

    private void Report(CopiedArchive archive, IPipeline pipeline)
    {
        if (!archive.WasThere)
        {
            _meter.Add(archive.SizeInBytes);
        }

        if (archive.RenamedBecause is { } reason && Interlocked.Increment(ref _renamed) <= MaxWarnings)
        {
            pipeline.Warn($"An archive has the key '{archive.Key}'. {reason}");
        }

        pipeline.Write(archive);
    }
}
