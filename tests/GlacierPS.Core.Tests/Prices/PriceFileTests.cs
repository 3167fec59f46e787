using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Prices;

public sealed class PriceFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_that_comes_with_the_module_is_the_built_in_table_and_says_that_it_is_an_assumption()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "prices.json");
        IReadOnlyList<Price> example = PriceFile.Read(file);
        Assert.Equal(
            PriceTable.BuiltIn.All.Select(price => (price.Region, price.Item, price.USD)),
            PriceTable.Empty.With(example).All.Select(price => (price.Region, price.Item, price.USD))
        );
        Assert.All(example, price => Assert.Contains("prices.json", price.Source, StringComparison.Ordinal));
        Assert.Contains("AN ASSUMPTION, NOT AWS'S PRICE LIST", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_the_users_own_is_read_and_what_it_leaves_out_is_not_known()
    {
        PriceTable table = PriceTable.BuiltIn.With(
            Read(
                """{ /* mine */ "eu-central-1": { "BulkRetrieval": 1, "BulkJobs": { "USD": 2, "Source": "a bill", "Date": "2026-03-04" } }, "*": { "VaultStorage": 3 }, }"""
            )
        );
        RegionPrices frankfurt = table.Of("eu-central-1");

        Assert.Equal(2 + 5 * 0.002m, frankfurt.Retrieval(RetrievalTier.Bulk, 2L << 30, 5));
        Assert.Null(frankfurt.Of(PriceItem.StandardRetrieval));
        Assert.Equal(3, frankfurt.Of(PriceItem.VaultStorage));
        Assert.Equal(3, table.Of("us-west-2").Of(PriceItem.VaultStorage));
        Price jobs = frankfurt.All.Single(price => price.Item == PriceItem.BulkJobs);
        Assert.Equal(("a bill", new DateTime(2026, 3, 4, 0, 0, 0, DateTimeKind.Utc)), (jobs.Source, jobs.Date));
    }

    [Fact]
    public void The_groups_of_version_0_1_are_read()
    {
        RegionPrices prices = PriceTable
            .Empty.With(
                Read(
                    """{ "*": { "Bulk": { "PerGB": 1, "PerThousandJobs": 2 }, "StoragePerGBMonth": 4, "TransferOutPerGB": 5 } }"""
                )
            )
            .Of("us-east-1");
        Assert.Equal(
            [
                (PriceItem.VaultStorage, 4),
                (PriceItem.BulkRetrieval, 1),
                (PriceItem.BulkJobs, 2),
                (PriceItem.TransferOut, 5),
            ],
            prices.All.Select(price => (price.Item, price.USD))
        );
    }

    [Theory]
    [InlineData("[]", "braces")]
    [InlineData("{ \"us-east-1\": 3 }", "us-east-1 is no object")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": -1 } }", "VaultStorage is no amount")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": \"0.1\" } }", "VaultStorage is no amount")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": 1e9 } }", "VaultStorage is no amount")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": { \"Source\": \"x\" } } }", "has no USD")]
    [InlineData("{ \"us-east-1\": { \"vaultstorage\": 1 } }", "'vaultstorage' is not the name")]
    [InlineData("{ \"us-east-1\": { \"0\": 1 } }", "'0' is not the name")]
    [InlineData("{ \"us-east-1\": { \"Bulk\": { \"PerGb\": 1 } } }", "'Bulk.PerGb'")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": 1, \"StoragePerGBMonth\": 1 } }", "two prices for VaultStorage")]
    [InlineData("{ \"us-east-1\": { \"VaultStorage\": 1 }", "")]
    public void What_is_no_table_is_refused_with_the_reason(string text, string reason)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() => Read(text));
        Assert.Equal("PricesUnreadable", error.ErrorId);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again_with_source_and_date()
    {
        string file = Path.Join(_folder.Path, "new", "prices.json");
        PriceFile.Write(file, PriceTable.BuiltIn.All);
        PriceFile.Write(file, PriceTable.BuiltIn.All);
        Assert.Equal(PriceTable.BuiltIn.All, PriceFile.Read(file));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    private IReadOnlyList<Price> Read(string text)
    {
        string file = _folder.File("prices.json");
        File.WriteAllText(file, text);
        return PriceFile.Read(file);
    }
}
