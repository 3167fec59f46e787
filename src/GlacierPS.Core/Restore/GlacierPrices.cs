using System.Text.Json;
using System.Text.Json.Serialization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>What one tier of retrieval costs, in US dollars.</summary>
/// <param name="PerGB">Per GB (1,073,741,824 bytes) retrieved.</param>
/// <param name="PerThousandJobs">Per 1,000 jobs started.</param>
public sealed record RetrievalPrice(decimal PerGB, decimal PerThousandJobs);

/// <summary>A region's prices, in US dollars.</summary>
public sealed record RegionPrices
{
    /// <summary>3 to 5 hours.</summary>
    public RetrievalPrice Standard { get; set; } = new(0.01m, 0.05m);

    /// <summary>1 to 5 minutes.</summary>
    public RetrievalPrice Expedited { get; set; } = new(0.03m, 10m);

    /// <summary>5 to 12 hours.</summary>
    public RetrievalPrice Bulk { get; set; } = new(0.0025m, 0.025m);

    /// <summary>
    /// Per GB stored for a month of 30 days: what is left of 90 days is charged for archives that are deleted earlier.
    /// </summary>
    public decimal StoragePerGBMonth { get; set; } = 0.0036m;

    /// <summary>Per GB sent out of AWS.</summary>
    public decimal TransferOutPerGB { get; set; } = 0.09m;
}

/// <summary>
/// A table of prices, to estimate by. The built-in one is an assumption, written down from memory in November 2026 for
/// us-east-1 and compared with no price list: AWS's prices differ by region and change. Whoever relies on an estimate
/// puts what is true for them into a file, as src/Module/prices.json shows, which comes with the module.
/// </summary>
public sealed class GlacierPrices
{
    private const decimal GB = 1L << 30;
    private const int EarlyDays = 90;

    // What the service adds to each archive, and counts as stored (glacier-api.md §6.1).
    private const long Overhead = 32 << 10;

    private readonly Dictionary<string, RegionPrices> _regions;

    private GlacierPrices(Dictionary<string, RegionPrices> regions, string origin) =>
        (_regions, Origin) = (regions, origin);

    /// <summary>The built-in table.</summary>
    public static GlacierPrices Default { get; } =
        new([], "the built-in prices, which are an assumption of November 2026 for us-east-1");

    /// <summary>Where they are from, to stand behind "by".</summary>
    public string Origin { get; }

    /// <summary>
    /// Reads a table: a JSON object of regions, <c>*</c> for all that are not named; what a region does not say is as
    /// built in.
    /// </summary>
    /// <exception cref="GlacierInputException">The file is no such table.</exception>
    public static GlacierPrices Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return new GlacierPrices(
                JsonSerializer.Deserialize(file, PricesJson.Default.DictionaryStringRegionPrices) ?? [],
                $"the prices in '{path}'"
            );
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new GlacierInputException(
                "PricesUnreadable",
                $"'{path}' is not a table of prices: {error.Message}",
                error
            );
        }
    }

    /// <summary>An estimate without digits that mean nothing.</summary>
    internal static decimal Rounded(decimal dollars) => Math.Round(dollars, 6);

    /// <summary>A region's prices.</summary>
    public RegionPrices Of(string region) =>
        _regions.GetValueOrDefault(region) ?? _regions.GetValueOrDefault("*") ?? new RegionPrices();

    /// <summary>
    /// What retrieving so many bytes by so many jobs is likely to cost, sending them out of AWS not included.
    /// </summary>
    public decimal Retrieval(string region, RetrievalTier tier, long bytes, long jobs)
    {
        RegionPrices prices = Of(region);
        RetrievalPrice price = tier switch
        {
            RetrievalTier.Expedited => prices.Expedited,
            RetrievalTier.Bulk => prices.Bulk,
            _ => prices.Standard,
        };
        return bytes / GB * price.PerGB + jobs / 1000m * price.PerThousandJobs;
    }

    /// <summary>What sending so many bytes out of AWS is likely to cost.</summary>
    public decimal TransferOut(string region, long bytes) => bytes / GB * Of(region).TransferOutPerGB;

    /// <summary>
    /// What is likely to be charged for an archive that is deleted before it is 90 days old: its storage for the days
    /// that are left, with what the service adds to it.
    /// </summary>
    public decimal EarlyDeletion(string region, long bytes, DateTime created, DateTime now)
    {
        double left = EarlyDays - (now - created).TotalDays;
        return left <= 0 ? 0 : (bytes + Overhead) / GB * Of(region).StoragePerGBMonth * (decimal)(left / 30);
    }
}

[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Dictionary<string, RegionPrices>))]
internal sealed partial class PricesJson : JsonSerializerContext;
