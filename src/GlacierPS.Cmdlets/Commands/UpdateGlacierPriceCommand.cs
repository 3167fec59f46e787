using System.Management.Automation;
using GlacierPS.Aws.PriceList;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>Takes a region's prices from AWS's public price list, downloaded now or before.</summary>
[Cmdlet(VerbsData.Update, "GlacierPrice", SupportsShouldProcess = true)]
[OutputType(typeof(Price))]
public sealed class UpdateGlacierPriceCommand : GlacierCmdlet
{
    /// <summary>The region whose prices are wanted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidatePattern("^[a-z0-9-]+$")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string Region { get; set; } = "";

    /// <summary>Offer files that were downloaded before; without it they are downloaded.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    private string? _taking;

    private protected override string? LeftByStop =>
        _taking is null
            ? null
            : $"Stopped. The prices of {_taking} in '{UserPrices.ListPath}' are as they were: run the same command "
                + "again.";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Update, Region);

    private void Update()
    {
        string[] files = [.. Path.SelectMany(this.MatchingPaths).Select(path => LocalFile.Find(path).FullName)];
        string from = files.Length > 0 ? Quantity.Of(files.Length, "file") : $"{PriceListDownload.Origin}";
        if (!ShouldProcess($"{Region} in {UserPrices.ListPath}", $"Take the prices from {from}"))
        {
            return;
        }

        _taking = Region;
        IReadOnlyList<Price> taken = files.Length > 0 ? Read(files) : Download();
        PriceTable known = PriceTable.Empty;
        if (File.Exists(UserPrices.ListPath))
        {
            known = known.With(PriceFile.Read(UserPrices.ListPath));
        }

        _taking = null;
        PriceFile.Write(UserPrices.ListPath, known.With(taken).All);
        WriteObject(taken.OrderBy(price => price.Item), enumerateCollection: true);
    }

    private IReadOnlyList<Price> Download()
    {
        string folder = Directory.CreateTempSubdirectory("GlacierPS-").FullName;
        var meter = new ProgressMeter("Downloading the price list", "files");
        try
        {
            string[] files = [];
            Run(
                async (_, token) =>
                    files = [.. await PriceListDownload.RunAsync(Region, OfferFile.Services, folder, token)],
                meter
            );
            return Read(files);
        }
        finally
        {
            meter.Complete(this);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All of the files or none: half a table would be taken for a whole one.</summary>
    private IReadOnlyList<Price> Read(string[] files)
    {
        Price[] prices = [.. files.SelectMany(file => OfferFile.Read(file, Region))];
        if (
            prices
                .GroupBy(price => price.Item)
                .FirstOrDefault(same => same.Select(price => price.USD).Distinct().Count() > 1) is
            { } two
        )
        {
            throw new GlacierInputException(
                "OfferUnreadable",
                FormattableString.Invariant(
                    $"The files have two prices for {two.Key} in {Region}, {two.First().USD} and {two.Last().USD}. "
                ) + "Give the newest file of each service alone."
            );
        }

        return [.. prices.DistinctBy(price => price.Item)];
    }
}
