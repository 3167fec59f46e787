using System.Text.Json;

namespace GlacierPS.Core.Tests.Prices;

/// <summary>Offer files in the form in which AWS publishes them, with prices of our own.</summary>
internal sealed class OfferText(string service, string region = "eu-central-1", string prefix = "EUC1-")
{
    private readonly Dictionary<string, object> _products = [];
    private readonly Dictionary<string, object> _terms = [];

    public string Version { get; set; } = "v1.0";

    public OfferText Add(
        string usage,
        string unit,
        string dollars,
        object? attributes = null,
        string currency = "USD",
        params (string From, string Dollars)[] tiers
    )
    {
        string sku = "SKU" + _products.Count;
        var all = new Dictionary<string, string>
        {
            ["servicecode"] = service,
            ["location"] = "somewhere",
            ["usagetype"] = prefix + usage,
            ["regionCode"] = region,
        };
        foreach (var property in attributes?.GetType().GetProperties() ?? [])
        {
            all[property.Name] = (string)property.GetValue(attributes)!;
        }

        _products[sku] = new
        {
            sku,
            productFamily = "Storage",
            attributes = all,
        };
        var dimensions = new Dictionary<string, object>();
        foreach ((string from, string price) in tiers.Append(("0", dollars)))
        {
            dimensions[$"{sku}.T.{from}"] = new
            {
                rateCode = $"{sku}.T.{from}",
                description = "a price",
                beginRange = from,
                endRange = "Inf",
                unit,
                pricePerUnit = new Dictionary<string, string> { [currency] = price },
                appliesTo = Array.Empty<string>(),
            };
        }

        _terms[sku] = new Dictionary<string, object>
        {
            [sku + ".T"] = new
            {
                offerTermCode = "T",
                sku,
                effectiveDate = "2026-01-01T00:00:00Z",
                priceDimensions = dimensions,
                termAttributes = new { },
            },
        };
        return this;
    }

    public override string ToString() =>
        JsonSerializer.Serialize(
            new
            {
                formatVersion = Version,
                disclaimer = "a text with \"quotes\" and { braces }",
                offerCode = service,
                version = "20260102",
                publicationDate = "2026-01-02T03:04:05Z",
                products = _products,
                terms = new { OnDemand = _terms, Reserved = new { a = new object[] { 1, "x", new { } } } },
                attributesList = new { },
            }
        );

    public static OfferText Glacier(string region = "eu-central-1", string prefix = "EUC1-") =>
        new OfferText("AmazonGlacier", region, prefix)
            .Add("TimedStorage-ByteHrs", "GB-Mo", "0.0040500000")
            .Add("Standard-Retrieval-Bytes", "GB", "0.0120000000")
            .Add("Bulk-Retrieval-Bytes", "GB", "0.0030000000")
            .Add("Expedited-Retrieval-Bytes", "GB", "0.0360000000")
            .Add("Requests-Tier1", "Requests", "0.0000600000")
            .Add("Requests-Tier2", "Requests", "0.0000300000")
            .Add("Requests-Tier3", "Requests", "0.0120000000")
            .Add("EarlyDelete-ByteHrs", "GB-Mo", "0.0040500000");

    public static OfferText DeepArchive() =>
        new OfferText("AmazonS3GlacierDeepArchive")
            .Add("TimedStorage-GDA-ByteHrs", "GB-Mo", "0.0018000000")
            .Add("Requests-GDA-Tier1", "Requests", "0.0000600000", new { operation = "PutObject" })
            .Add("Requests-GDA-Tier1", "Requests", "0.0000600000", new { operation = "CompleteMultipartUpload" })
            .Add("Requests-GDA-Tier1", "Requests", "0.0000060000", new { operation = "UploadPart" })
            .Add("Requests-GDA-Tier1", "Requests", "0.0000060000", new { operation = "InitiateMultipartUpload" });

    public static OfferText S3() =>
        new OfferText("AmazonS3")
            .Add(
                "TimedStorage-ByteHrs",
                "GB-Mo",
                "0.0245000000",
                new { storageClass = "General Purpose" },
                "USD",
                ("51200", "0.0235000000")
            )
            .Add("TimedStorage-ByteHrs", "GB-Mo", "0.5", new { storageClass = "Tables" })
            .Add("TimedStorage-ZIA-ByteHrs", "GB-Mo", "0.01");

    public static OfferText Transfer() =>
        new OfferText("AWSDataTransfer")
            .Add(
                "DataTransfer-Out-Bytes",
                "GB",
                "0.0000000000",
                new { transferType = "AWS Outbound", toLocation = "External" },
                "USD",
                ("1", "0.0900000000"),
                ("10240", "0.0850000000")
            )
            .Add("DataTransfer-Out-Bytes", "GB", "0.7", new { transferType = "Accelerated", toLocation = "External" });
}
