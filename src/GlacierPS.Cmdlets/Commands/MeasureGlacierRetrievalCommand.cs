using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>What retrieving archives would cost by each tier, and how fast it could go. Nothing is charged.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GlacierRetrieval", DefaultParameterSetName = NameSet)]
[OutputType(typeof(RetrievalForecast))]
public sealed class MeasureGlacierRetrievalCommand : VaultCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";

    private long _archives;
    private long _bytes;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public override string VaultName { get; set; } = "";

    /// <summary>Only archives of such names, wildcards allowed.</summary>
    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Archives, of a catalogue or an inventory.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public ArchiveListing[] InputObject { get; set; } = [];

    /// <summary>In which time all outputs have to be there, such as 3d, 12h or a time span.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Within { get; set; }

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(
            () =>
            {
                if (Within <= TimeSpan.Zero)
                {
                    throw new GlacierInputException(
                        "InvalidOption",
                        $"-Within {Within} is no time to come. Give 3d, 12h, 30m or a time span such as 3.00:00:00."
                    );
                }
            },
            Within
        );
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == NameSet)
        {
            Require(() => Run(ReadAsync), VaultName);
            return;
        }

        foreach (ArchiveListing archive in InputObject)
        {
            Count(archive);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() =>
        Require(
            () =>
            {
                RegionPrices prices = this.PriceTable(PricePath).Of(Target.Region);
                if (!prices.All.Any())
                {
                    WriteWarning($"Costs are left empty: {prices.NotKnown}.");
                }

                WriteObject(RetrievalForecast.Of(prices, _archives, _bytes, Within), enumerateCollection: true);
            },
            PricePath
        );

    private async Task ReadAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckVaultName();
        (VaultCatalog catalog, VaultDescription? vault) = await Target.OpenAsync(
            VaultName,
            pipeline.Warn,
            cancellationToken
        );
        Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
        foreach (CatalogArchive archive in catalog.Read(NamePatterns.Filter(Name), cancellationToken))
        {
            Count(archive);
        }
    }

    private void Count(ArchiveListing archive)
    {
        _archives++;
        _bytes += archive.SizeInBytes;
    }
}
