using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Tests.Restore;

public sealed class GlacierPricesTests
{
    private const long GB = 1L << 30;
    private const long Overhead = 32 << 10;

    [Fact]
    public void Bytes_and_jobs_add_up()
    {
        Assert.Equal(
            100 * 0.01m + 2 * 0.05m,
            GlacierPrices.Default.Retrieval("us-east-1", RetrievalTier.Standard, 100 * GB, 2000)
        );
        Assert.Equal(0.03m + 0.01m, GlacierPrices.Default.Retrieval("us-east-1", RetrievalTier.Expedited, GB, 1));
        Assert.Equal(0, GlacierPrices.Default.Retrieval("us-east-1", RetrievalTier.Bulk, 0, 0));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(60, 1)]
    [InlineData(90, 0)]
    [InlineData(900, 0)]
    public void What_is_left_of_ninety_days_is_charged(int age, int months)
    {
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(
            0.0036m * months,
            GlacierPrices.Default.EarlyDeletion("us-east-1", GB - Overhead, now.AddDays(-age), now)
        );
    }

    [Fact]
    public void Small_archives_are_charged_with_what_the_service_adds_to_them()
    {
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(3 * 0.0036m / 32768 * 2, GlacierPrices.Default.EarlyDeletion("us-east-1", Overhead, now, now), 10);
    }

    [Fact]
    public void The_example_that_comes_with_the_module_is_the_built_in_table_and_says_that_it_is_an_assumption()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "prices.json");
        GlacierPrices prices = GlacierPrices.Read(file);
        Assert.Equal(new RegionPrices(), prices.Of("anywhere"));
        Assert.Contains("prices.json", prices.Origin, StringComparison.Ordinal);
        Assert.Contains("assumption", GlacierPrices.Default.Origin, StringComparison.Ordinal);
        Assert.Contains("AN ASSUMPTION, NOT AWS'S PRICE LIST", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_the_users_own_is_read_and_what_it_leaves_out_is_as_built_in()
    {
        using var folder = new TempFolder();
        string file = folder.File("prices.json");
        File.WriteAllText(
            file,
            """{ /* mine */ "eu-central-1": { "Bulk": { "PerGB": 1, "PerThousandJobs": 0 } }, "*": { "StoragePerGBMonth": 3 }, }"""
        );
        GlacierPrices prices = GlacierPrices.Read(file);

        Assert.Equal(2, prices.Retrieval("eu-central-1", RetrievalTier.Bulk, 2 * GB, 5));
        Assert.Equal(0.0036m, prices.Of("eu-central-1").StoragePerGBMonth);
        Assert.Equal(3, prices.Of("us-west-2").StoragePerGBMonth);
        File.WriteAllText(file, "[]");
        Assert.Equal("PricesUnreadable", Assert.Throws<GlacierInputException>(() => GlacierPrices.Read(file)).ErrorId);
    }
}
