using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>The prices that estimates are made by, each with its source and date. Nothing is asked.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierPrice")]
[OutputType(typeof(Price))]
public sealed class GetGlacierPriceCommand : GlacierCmdlet
{
    /// <summary>Regions, with wildcards if you like; all that are known if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[] Region { get; set; } = ["*"];

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string region in Region)
        {
            Attempt(() => Show(region), region);
        }
    }

    private void Show(string region)
    {
        PriceTable table = this.PriceTable(PricePath);
        if (WildcardPattern.ContainsWildcardCharacters(region))
        {
            var pattern = WildcardPattern.Get(region, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            WriteObject(table.All.Where(price => pattern.IsMatch(price.Region)), enumerateCollection: true);
            return;
        }

        RegionPrices prices = table.Of(region);
        if (!prices.All.Any())
        {
            throw new GlacierInputException("PriceUnknown", $"It cannot be shown: {prices.NotKnown}.");
        }

        WriteObject(prices.All, enumerateCollection: true);
    }
}
