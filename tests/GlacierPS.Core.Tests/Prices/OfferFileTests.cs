using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Prices;

public sealed class OfferFileTests : IDisposable
{
    private const string Frankfurt = "eu-central-1";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_four_files_give_all_prices_of_a_region_but_that_of_capacity()
    {
        PriceTable table = PriceTable.Empty;
        foreach (
            OfferText offer in (OfferText[])
                [OfferText.Glacier(), OfferText.DeepArchive(), OfferText.S3(), OfferText.Transfer()]
        )
        {
            table = table.With(Read(offer.ToString()));
        }

        Assert.Equal(
            [
                (PriceItem.VaultStorage, 0.00405m),
                (PriceItem.StandardRetrieval, 0.012m),
                (PriceItem.StandardJobs, 0.06m),
                (PriceItem.BulkRetrieval, 0.003m),
                (PriceItem.BulkJobs, 0.03m),
                (PriceItem.ExpeditedRetrieval, 0.036m),
                (PriceItem.ExpeditedJobs, 12m),
                (PriceItem.TransferOut, 0.09m),
                (PriceItem.DeepArchiveStorage, 0.0018m),
                (PriceItem.DeepArchiveObjects, 0.06m),
                (PriceItem.DeepArchiveParts, 0.006m),
                (PriceItem.StandardStorage, 0.0245m),
            ],
            table.Of(Frankfurt).All.Select(price => (price.Item, price.USD))
        );
        Assert.Equal("AWS's price list (AmazonGlacier, 2026-01-02)", table.Of(Frankfurt).All.First().Source);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), table.Of(Frankfurt).All.First().Date);
    }

    [Fact]
    public void In_us_east_1_usage_types_have_no_region_before_them() =>
        Assert.Equal(7, Read(OfferText.Glacier("us-east-1", "").ToString(), "us-east-1").Count);

    [Fact]
    public void Prices_of_other_regions_in_the_same_file_are_not_taken()
    {
        string both = OfferText.Glacier().ToString();
        Assert.Contains("no product of us-west-2", Refused(both, "us-west-2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_service_is_refused() =>
        Assert.Contains(
            "the price list of 'AmazonEC2'",
            Refused(new OfferText("AmazonEC2").Add("BoxUsage", "Hrs", "1").ToString()),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_of_another_format_is_refused() =>
        Assert.Contains(
            "format 'v2.0'",
            Refused(new OfferText("AmazonGlacier") { Version = "v2.0" }.ToString()),
            StringComparison.Ordinal
        );

    [Fact]
    public void Prices_that_are_not_in_US_dollars_are_refused() =>
        Assert.Contains(
            "in CNY",
            Refused(new OfferText("AmazonS3").Add("TimedStorage-ByteHrs", "GB-Mo", "0.1", null, "CNY").ToString()),
            StringComparison.Ordinal
        );

    [Fact]
    public void Two_prices_for_one_thing_are_refused() =>
        Assert.Contains(
            "two prices for VaultStorage",
            Refused(OfferText.Glacier().Add("TimedStorage-ByteHrs", "GB-Mo", "0.005").ToString()),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_missing_price_is_named() =>
        Assert.Contains(
            "no price for DeepArchiveObjects, DeepArchiveParts",
            Refused(
                new OfferText("AmazonS3GlacierDeepArchive").Add("TimedStorage-GDA-ByteHrs", "GB-Mo", "0.1").ToString()
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_unit_that_is_not_understood_is_refused() =>
        Assert.Contains(
            "per 'TB-Mo'",
            Refused(new OfferText("AmazonS3").Add("TimedStorage-ByteHrs", "TB-Mo", "0.1").ToString()),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        string whole = OfferText.Transfer().ToString();
        for (int length = 0; length < whole.Length - 1; length += 7)
        {
            string reason = Refused(whole[..length]);
            Assert.NotEmpty(reason);
        }
    }

    private string Refused(string text, string region = Frankfurt)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() => Read(text, region));
        Assert.Equal("OfferUnreadable", error.ErrorId);
        return error.Message;
    }

    private IReadOnlyList<Price> Read(string text, string region = Frankfurt)
    {
        string file = _folder.File("offer.json");
        File.WriteAllText(file, text);
        return OfferFile.Read(file, region);
    }
}
