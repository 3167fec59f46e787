using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>What staying, leaving and deleting would cost, by what the catalogue knows. Nothing is charged.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GlacierVault")]
[OutputType(typeof(VaultForecastRow))]
public sealed class MeasureGlacierVaultCommand : VaultCmdlet
{
    private RegionPrices _prices = null!;

    /// <summary>Years over which totals are counted.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Year { get; set; } = 5;

    /// <summary>In the row CopyBundled, archives of fewer bytes than this go into bundles.</summary>
    [Parameter]
    [ValidateRange(1, 64 << 20)]
    public long BundleBelow { get; set; } = 64 << 20;

    /// <summary>Bytes of a bundle.</summary>
    [Parameter]
    [ValidateRange(1 << 20, 1L << 40)]
    public long BundleSize { get; set; } = 1 << 30;

    /// <summary>Bytes that are moved in an hour, for the column Days.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxBytesPerHour { get; set; } = 360L << 30;

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(() => _prices = this.PriceTable(PricePath).Of(Target.Region), PricePath);
        if (!_prices.All.Any())
        {
            WriteWarning($"Costs are left empty: {_prices.NotKnown}.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(MeasureAsync), VaultName);

    private async Task MeasureAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckVaultName();
        (VaultCatalog catalog, VaultDescription? vault) = await Target.OpenAsync(
            VaultName,
            pipeline.Warn,
            cancellationToken
        );
        Staleness.Report(catalog.ReadState(cancellationToken), catalog.Exists, vault, pipeline);
        var forecast = new VaultForecast(
            VaultName,
            _prices,
            new ForecastOptions
            {
                Years = Year,
                BundleBelow = BundleBelow,
                BundleSize = BundleSize,
                BytesPerHour = MaxBytesPerHour,
            },
            DateTime.UtcNow
        );
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            forecast.Add(archive.SizeInBytes, archive.CreationDate);
        }

        foreach (VaultForecastRow row in forecast.Rows())
        {
            pipeline.Write(row);
        }
    }
}
