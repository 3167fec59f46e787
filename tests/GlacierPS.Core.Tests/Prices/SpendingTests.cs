using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Prices;

public sealed class SpendingTests : IDisposable
{
    private const long GiB = 1 << 30;

    private readonly TempFolder _folder = new();
    private readonly SteppedTime _time = new();

    public void Dispose()
    {
        Core.Catalog.CatalogConnections.CloseBelow(_folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public void No_job_is_started_that_would_pass_the_limit_and_what_is_left_is_said()
    {
        SpendingLimit limit = Limit(0.03m);
        limit.Reserve("photos", "first", RetrievalTier.Standard, GiB);
        limit.Reserve("photos", "second", RetrievalTier.Standard, GiB);
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            limit.Reserve("photos", "third", RetrievalTier.Standard, GiB)
        );

        Assert.Equal("MaxCostReached", error.ErrorId);
        Assert.Contains("archive third", error.Message, StringComparison.Ordinal);
        Assert.Contains("0.0099 are left", error.Message, StringComparison.Ordinal);
        Assert.Equal(0.03m - 2 * 0.01005m, limit.Left("photos"));
        Assert.Equal(0.03m, limit.Left("films"));
    }

    [Fact]
    public void What_other_processes_spent_within_30_days_counts_and_what_is_older_does_not()
    {
        Limit(1).Reserve("photos", "a", RetrievalTier.Standard, 10 * GiB);
        _time.Now += TimeSpan.FromDays(29);
        Assert.Equal(1 - 0.10005m, Limit(1).Left("photos"));
        _time.Now += TimeSpan.FromDays(2);
        Assert.Equal(1, Limit(1).Left("photos"));
    }

    [Fact]
    public void A_job_that_was_refused_is_given_back()
    {
        SpendingLimit limit = Limit(0.02m);
        SpendingEntry entry = limit.Reserve("photos", "a", RetrievalTier.Standard, GiB);
        _time.Now += TimeSpan.FromHours(2);
        entry.GiveBack();
        Assert.Equal(0.02m, limit.Left("photos"));
    }

    [Fact]
    public void Many_threads_never_pass_the_limit_together()
    {
        int started = 0;
        Parallel.For(
            0,
            64,
            _ =>
            {
                try
                {
                    Limit(0.1005m).Reserve("photos", "a", RetrievalTier.Standard, GiB);
                    Interlocked.Increment(ref started);
                }
                catch (GlacierInputException) { }
            }
        );
        Assert.Equal(10, started);
    }

    [Fact]
    public void What_cannot_be_priced_is_not_started()
    {
        GlacierInputException size = Assert.Throws<GlacierInputException>(() =>
            Limit(1).Reserve("photos", "a", RetrievalTier.Bulk, null)
        );
        GlacierInputException region = Assert.Throws<GlacierInputException>(() =>
            Limit(1, "ap-south-1").Reserve("photos", "a", RetrievalTier.Bulk, 1)
        );
        Assert.Equal(("PriceUnknown", "PriceUnknown"), (size.ErrorId, region.ErrorId));
        Assert.Contains("size is not known", size.Message, StringComparison.Ordinal);
        Assert.Contains("Update-GlacierPrice -Region ap-south-1", region.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_was_changed_is_damage()
    {
        SpendingLimit limit = Limit(1);
        limit.Reserve("photos", "a", RetrievalTier.Bulk, GiB);
        Core.Catalog.CatalogConnections.CloseBelow(_folder.Path);
        using (
            Database database = Database.Open(Path.Join(_folder.Path, "catalog.db"), Core.Catalog.CatalogSchema.Schema)
        )
        {
            database.Execute("UPDATE spendings SET picodollars = 1");
        }

        Assert.Equal(
            "DatabaseDamaged",
            Assert.Throws<DatabaseException>(() => limit.Reserve("photos", "b", RetrievalTier.Bulk, GiB)).ErrorId
        );
    }

    private SpendingLimit Limit(decimal dollars, string region = "us-east-1") =>
        new(dollars, new SpendingLedger(_folder.Path), PriceTable.BuiltIn.Of(region), _time);

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 28, 10, 20, 30, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
