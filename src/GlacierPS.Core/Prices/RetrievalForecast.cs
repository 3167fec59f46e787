using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Prices;

/// <summary>What retrieving archives costs by one tier, and how fast it can go.</summary>
public sealed record RetrievalForecast
{
    /// <summary>The tier.</summary>
    public required RetrievalTier Tier { get; init; }

    /// <summary>Jobs, one an archive.</summary>
    public long Jobs { get; init; }

    /// <summary>Their total size in bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Likely cost of the retrievals in US dollars; null if a price is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What sending the bytes out of AWS costs on top of that at most; nothing within the region.</summary>
    public decimal? TransferOut { get; init; }

    /// <summary>
    /// Hours until the last output is there at the latest: the tier's longest wait, or what was asked for.
    /// </summary>
    public decimal Hours { get; init; }

    /// <summary>
    /// Bytes for which jobs are started in an hour, so that the last output is there in the time that was asked for:
    /// what -MaxBytesPerHour of Restore-GlacierArchive takes. Null if nothing was asked for, or it cannot be done.
    /// </summary>
    public long? BytesPerHour { get; init; }

    /// <summary>Whether this tier is fast enough for what was asked for.</summary>
    public bool InTime { get; init; }

    /// <summary>Where the prices are from.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>The tier. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Tier.ToString();

    /// <summary>Hours that a job of a tier takes at most (glacier-api.md §6.2).</summary>
    public static decimal LongestWait(RetrievalTier tier) =>
        tier switch
        {
            RetrievalTier.Expedited => 5m / 60,
            RetrievalTier.Bulk => 12,
            _ => 5,
        };

    /// <summary>A row for each tier, the cheapest first.</summary>
    /// <param name="prices">The prices of the region.</param>
    /// <param name="jobs">Archives to retrieve.</param>
    /// <param name="bytes">Their total size.</param>
    /// <param name="within">In which time all outputs have to be there; null if that does not matter.</param>
    public static IReadOnlyList<RetrievalForecast> Of(RegionPrices prices, long jobs, long bytes, TimeSpan? within)
    {
        ArgumentNullException.ThrowIfNull(prices);
        return
        [
            .. new[] { RetrievalTier.Bulk, RetrievalTier.Standard, RetrievalTier.Expedited }.Select(tier =>
            {
                decimal wait = LongestWait(tier);
                decimal? left = within is { } time ? (decimal)time.TotalHours - wait : null;
                return new RetrievalForecast
                {
                    Tier = tier,
                    Jobs = jobs,
                    SizeInBytes = bytes,
                    Cost = RegionPrices.Rounded(prices.Retrieval(tier, bytes, jobs)),
                    TransferOut = RegionPrices.Rounded(prices.TransferOut(bytes)),
                    Hours = Math.Round(left > 0 ? wait + left.Value : wait, 2),
                    BytesPerHour = left > 0 ? (long)Math.Min(bytes, Math.Ceiling(bytes / left.Value)) : null,
                    InTime = left is not < 0,
                    PricesFrom = prices.Origin,
                };
            }),
        ];
    }
}
