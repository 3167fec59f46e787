namespace GlacierPS.Core.Prices;

/// <summary>Which products of AWS's price list are which <see cref="PriceItem"/>.</summary>
internal static class OfferItems
{
    /// <summary>The services whose price lists have what is needed, and what each has to say.</summary>
    public static IReadOnlyDictionary<string, PriceItem[]> Services { get; } =
        new Dictionary<string, PriceItem[]>(StringComparer.Ordinal)
        {
            ["AmazonGlacier"] =
            [
                PriceItem.VaultStorage,
                PriceItem.StandardRetrieval,
                PriceItem.StandardJobs,
                PriceItem.BulkRetrieval,
                PriceItem.BulkJobs,
                PriceItem.ExpeditedRetrieval,
                PriceItem.ExpeditedJobs,
            ],
            ["AmazonS3GlacierDeepArchive"] =
            [
                PriceItem.DeepArchiveStorage,
                PriceItem.DeepArchiveObjects,
                PriceItem.DeepArchiveParts,
            ],
            ["AmazonS3"] = [PriceItem.StandardStorage],
            ["AWSDataTransfer"] = [PriceItem.TransferOut],
        };

    /// <summary>What a product is; null if its price is of no use here.</summary>
    /// <param name="service">The price list's service.</param>
    /// <param name="attributes">The product's attributes.</param>
    public static PriceItem? Of(string service, IReadOnlyDictionary<string, string> attributes) =>
        (service, UsageOf(attributes.GetValueOrDefault("usagetype", ""))) switch
        {
            ("AmazonGlacier", "TimedStorage-ByteHrs") => PriceItem.VaultStorage,
            ("AmazonGlacier", "Standard-Retrieval-Bytes") => PriceItem.StandardRetrieval,
            ("AmazonGlacier", "Requests-Tier1") => PriceItem.StandardJobs,
            ("AmazonGlacier", "Bulk-Retrieval-Bytes") => PriceItem.BulkRetrieval,
            ("AmazonGlacier", "Requests-Tier2") => PriceItem.BulkJobs,
            ("AmazonGlacier", "Expedited-Retrieval-Bytes") => PriceItem.ExpeditedRetrieval,
            ("AmazonGlacier", "Requests-Tier3") => PriceItem.ExpeditedJobs,
            ("AmazonS3GlacierDeepArchive", "TimedStorage-GDA-ByteHrs") => PriceItem.DeepArchiveStorage,
            ("AmazonS3GlacierDeepArchive", "Requests-GDA-Tier1") => Request(attributes.GetValueOrDefault("operation")),
            ("AmazonS3", "TimedStorage-ByteHrs")
                when attributes.GetValueOrDefault("storageClass", "General Purpose") == "General Purpose" =>
                PriceItem.StandardStorage,
            ("AWSDataTransfer", "DataTransfer-Out-Bytes")
                when attributes.GetValueOrDefault("transferType") == "AWS Outbound"
                    && attributes.GetValueOrDefault("toLocation") == "External" => PriceItem.TransferOut,
            _ => null,
        };

    /// <summary>Whether a product is of a region.</summary>
    public static bool IsOf(string region, IReadOnlyDictionary<string, string> attributes) =>
        attributes.GetValueOrDefault("regionCode") == region
        || attributes.GetValueOrDefault("fromRegionCode") == region;

    private static PriceItem Request(string? operation) =>
        operation is "InitiateMultipartUpload" or "UploadPart"
            ? PriceItem.DeepArchiveParts
            : PriceItem.DeepArchiveObjects;

    /// <summary>
    /// A usage type without the region's short name, which stands before it everywhere but in us-east-1.
    /// </summary>
    private static string UsageOf(string usage)
    {
        int dash = usage.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && usage.AsSpan(0, dash).IndexOfAnyExceptInRange('0', 'Z') < 0 ? usage[(dash + 1)..] : usage;
    }
}
