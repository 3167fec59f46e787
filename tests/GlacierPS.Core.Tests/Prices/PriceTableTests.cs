using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Prices;

public sealed class PriceTableTests
{
    private const long GB = 1L << 30;
    private const long Overhead = 32 << 10;

    private static readonly RegionPrices s_builtIn = PriceTable.BuiltIn.Of("us-east-1");

    [Fact]
    public void Bytes_and_jobs_add_up()
    {
        Assert.Equal(100 * 0.01m + 2 * 0.05m, s_builtIn.Retrieval(RetrievalTier.Standard, 100 * GB, 2000));
        Assert.Equal(0.03m + 0.01m, s_builtIn.Retrieval(RetrievalTier.Expedited, GB, 1));
        Assert.Equal(0, s_builtIn.Retrieval(RetrievalTier.Bulk, 0, 0));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(60, 1)]
    [InlineData(90, 0)]
    [InlineData(900, 0)]
    public void What_is_left_of_ninety_days_is_charged(int age, int months)
    {
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(0.0036m * months, s_builtIn.EarlyDeletion(GB - Overhead, now.AddDays(-age), now));
    }

    [Fact]
    public void Small_archives_are_charged_with_what_the_service_adds_to_them()
    {
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(3 * 0.0036m / 32768 * 2, s_builtIn.EarlyDeletion(Overhead, now, now)!.Value, 10);
    }

    [Fact]
    public void Every_price_has_a_source_and_a_date()
    {
        Assert.Equal(Enum.GetValues<PriceItem>(), s_builtIn.All.Select(price => price.Item));
        Assert.All(
            PriceTable.BuiltIn.All,
            price =>
            {
                Assert.Equal("us-east-1", price.Region);
                Assert.True(price.USD > 0);
                Assert.Contains("assumption", price.Source, StringComparison.Ordinal);
                Assert.Equal(2026, price.Date.Year);
            }
        );
    }

    [Fact]
    public void A_region_whose_prices_are_not_known_borrows_none_and_says_how_to_learn_them()
    {
        RegionPrices unknown = PriceTable.BuiltIn.Of("eu-central-1");
        Assert.Empty(unknown.All);
        Assert.Null(unknown.Retrieval(RetrievalTier.Bulk, GB, 1));
        Assert.Null(unknown.TransferOut(GB));
        Assert.Null(unknown.VaultMonth(GB, 1));
        Assert.Null(unknown.EarlyDeletion(GB, DateTime.UtcNow, DateTime.UtcNow));
        Assert.Equal(
            "the prices of eu-central-1 are not known: run Update-GlacierPrice -Region eu-central-1, or give "
                + "-PricePath",
            unknown.Origin
        );
    }

    [Fact]
    public void A_price_that_is_said_for_all_regions_counts_for_those_too_that_were_known_by_name()
    {
        var one = new Price("eu-west-1", PriceItem.VaultStorage, 1, "a", DateTime.UtcNow);
        var all = new Price("*", PriceItem.VaultStorage, 2, "b", DateTime.UtcNow);
        PriceTable table = PriceTable.BuiltIn.With([one]).With([all]);
        Assert.Equal(2, table.Of("us-east-1").Of(PriceItem.VaultStorage));
        Assert.Equal(2, table.Of("eu-west-1").Of(PriceItem.VaultStorage));
        Assert.Equal(0.09m, table.Of("us-east-1").Of(PriceItem.TransferOut));
        Assert.Equal(1, PriceTable.BuiltIn.With([one, all]).Of("eu-west-1").Of(PriceItem.VaultStorage));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64L << 20, 1)]
    [InlineData((64L << 20) + 1, 2)]
    [InlineData(640_000L << 20, 10_000)]
    [InlineData((640_000L << 20) + 1, 5_001)]
    [InlineData(40_000L << 30, 10_000)]
    public void Parts_are_as_small_as_ten_thousand_of_them_allow(long bytes, long parts) =>
        Assert.Equal(parts, ObjectParts.Count(bytes));
}
