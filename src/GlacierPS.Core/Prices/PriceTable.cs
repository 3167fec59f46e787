using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Prices;

/// <summary>
/// The one table of prices. us-east-1 is built in; what is known of other regions comes from AWS's price list
/// (Update-GlacierPrice) or from the user's own table. No region borrows the prices of another.
/// </summary>
public sealed class PriceTable
{
    /// <summary>Stands for all regions that a table does not name.</summary>
    public const string AnyRegion = "*";

    private readonly Dictionary<(string Region, PriceItem Item), Price> _prices;

    private PriceTable(Dictionary<(string, PriceItem), Price> prices) => _prices = prices;

    /// <summary>What is known without a file.</summary>
    public static PriceTable BuiltIn { get; } =
        new(BuiltInPrices.All.ToDictionary(price => (price.Region, price.Item)));

    /// <summary>Nothing is known.</summary>
    public static PriceTable Empty { get; } = new([]);

    /// <summary>All prices, by region and item.</summary>
    public IReadOnlyList<Price> All =>
        [.. _prices.Values.OrderBy(price => price.Region, StringComparer.Ordinal).ThenBy(price => price.Item)];

    /// <summary>The same table with other prices in the place of those for the same thing.</summary>
    /// <param name="prices">The other prices; those for all regions replace what is known of each.</param>
    public PriceTable With(IReadOnlyCollection<Price> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var all = new Dictionary<(string Region, PriceItem Item), Price>(_prices);
        foreach (Price price in prices.Where(price => price.Region == AnyRegion))
        {
            foreach ((string Region, PriceItem Item) same in all.Keys.Where(key => key.Item == price.Item).ToArray())
            {
                all.Remove(same);
            }
        }

        foreach (Price price in prices)
        {
            all[(price.Region, price.Item)] = price;
        }

        return new PriceTable(all);
    }

    /// <summary>What is known of a region.</summary>
    public RegionPrices Of(string region)
    {
        var known = new Dictionary<PriceItem, Price>();
        foreach (PriceItem item in Enum.GetValues<PriceItem>())
        {
            if (
                _prices.TryGetValue((region, item), out Price? price)
                || _prices.TryGetValue((AnyRegion, item), out price)
            )
            {
                known[item] = price;
            }
        }

        return new RegionPrices(region, known);
    }
}

/// <summary>
/// What is known of one region's prices, and what things cost there in US dollars; null where a price that it takes is
/// not known.
/// </summary>
public sealed class RegionPrices
{
    private const decimal GB = 1L << 30;
    private const int EarlyDays = 90;

    // What the service adds to each archive, and counts as stored (glacier-api.md §6.1).
    private const long ArchiveOverhead = 32 << 10;

    // What S3 adds to each object of Deep Archive: so much at that class's price, and so much at the standard one's.
    private const long ObjectOverhead = 32 << 10;
    private const long IndexOverhead = 8 << 10;

    private readonly Dictionary<PriceItem, Price> _prices;

    internal RegionPrices(string region, Dictionary<PriceItem, Price> prices) => (Region, _prices) = (region, prices);

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>All that is known.</summary>
    public IEnumerable<Price> All => _prices.Values.OrderBy(price => price.Item);

    /// <summary>Where the prices are from, to stand behind "by".</summary>
    public string Origin =>
        _prices.Count == 0
            ? NotKnown
            : string.Join(
                " and ",
                _prices.Values.OrderBy(price => price.Item).Select(price => price.Source).Distinct()
            );

    /// <summary>What is said where a price is not known, and how to go on.</summary>
    public string NotKnown =>
        $"the prices of {Region} are not known: run Update-GlacierPrice -Region {Region}, or give -PricePath";

    /// <summary>An amount without digits that mean nothing.</summary>
    internal static decimal? Rounded(decimal? dollars) => dollars is { } known ? Math.Round(known, 6) : null;

    /// <summary>US dollars for one unit, or null.</summary>
    public decimal? Of(PriceItem item) => _prices.GetValueOrDefault(item)?.USD;

    /// <summary>
    /// What retrieving so many bytes by so many jobs is likely to cost, sending them out of AWS not included.
    /// </summary>
    public decimal? Retrieval(RetrievalTier tier, decimal bytes, decimal jobs)
    {
        (PriceItem perByte, PriceItem perJob) = tier switch
        {
            RetrievalTier.Expedited => (PriceItem.ExpeditedRetrieval, PriceItem.ExpeditedJobs),
            RetrievalTier.Bulk => (PriceItem.BulkRetrieval, PriceItem.BulkJobs),
            _ => (PriceItem.StandardRetrieval, PriceItem.StandardJobs),
        };
        return bytes / GB * Of(perByte) + jobs / 1000 * Of(perJob);
    }

    /// <summary>
    /// What sending so many bytes out of AWS costs at most: the 100 GB that each account has free in a month may be
    /// used up elsewhere.
    /// </summary>
    public decimal? TransferOut(decimal bytes) => bytes / GB * Of(PriceItem.TransferOut);

    /// <summary>What a month's storage of so many archives costs in a vault.</summary>
    public decimal? VaultMonth(decimal bytes, decimal archives) =>
        (bytes + archives * ArchiveOverhead) / GB * Of(PriceItem.VaultStorage);

    /// <summary>What a month's storage of so many objects costs in S3's Deep Archive.</summary>
    public decimal? DeepArchiveMonth(decimal bytes, decimal objects) =>
        (bytes + objects * ObjectOverhead) / GB * Of(PriceItem.DeepArchiveStorage)
        + objects * IndexOverhead / GB * Of(PriceItem.StandardStorage);

    /// <summary>What the requests cost that store objects there.</summary>
    /// <param name="objects">PutObject and CompleteMultipartUpload.</param>
    /// <param name="parts">CreateMultipartUpload and UploadPart.</param>
    public decimal? DeepArchiveRequests(decimal objects, decimal parts) =>
        objects / 1000 * Of(PriceItem.DeepArchiveObjects) + parts / 1000 * Of(PriceItem.DeepArchiveParts);

    /// <summary>
    /// What is likely to be charged for an archive that is deleted before it is 90 days old: its storage for the days
    /// that are left, a month being 30, with what the service adds to it.
    /// </summary>
    public decimal? EarlyDeletion(long bytes, DateTime created, DateTime now)
    {
        double left = EarlyDays - (now - created).TotalDays;
        return left <= 0 ? 0 : VaultMonth(bytes, 1) * (decimal)(left / 30);
    }
}
