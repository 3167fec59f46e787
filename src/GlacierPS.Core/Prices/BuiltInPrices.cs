namespace GlacierPS.Core.Prices;

/// <summary>
/// AWS's public prices of us-east-1. They were noted in November 2026 and compared with no price list since, so that
/// they are called an assumption wherever they are used. Update-GlacierPrice -Region us-east-1 replaces them.
/// </summary>
internal static class BuiltInPrices
{
    private const string Source = "the built-in prices, which are an assumption of November 2026 for us-east-1";

    private static readonly DateTime s_noted = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyList<Price> All { get; } =
    [
        Of(PriceItem.VaultStorage, 0.0036m),
        Of(PriceItem.StandardRetrieval, 0.01m),
        Of(PriceItem.StandardJobs, 0.05m),
        // Unconfirmed for vaults: S3's class of the same name has its bulk retrievals free.
        Of(PriceItem.BulkRetrieval, 0.0025m),
        Of(PriceItem.BulkJobs, 0.025m),
        Of(PriceItem.ExpeditedRetrieval, 0.03m),
        Of(PriceItem.ExpeditedJobs, 10m),
        Of(PriceItem.ProvisionedCapacity, 100m),
        Of(PriceItem.TransferOut, 0.09m),
        Of(PriceItem.DeepArchiveStorage, 0.00099m),
        Of(PriceItem.DeepArchiveObjects, 0.05m),
        Of(PriceItem.DeepArchiveParts, 0.005m),
        Of(PriceItem.StandardStorage, 0.023m),
    ];

    private static Price Of(PriceItem item, decimal dollars) => new("us-east-1", item, dollars, Source, s_noted);
}
