using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Prices;

public sealed class VaultForecastTests
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;

    private static readonly DateTime s_now = new(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(100 * KiB, 491, 71)]
    [InlineData(MiB, 32, 10)]
    [InlineData(27 * MiB / 10, 12, 4.6)]
    [InlineData(10 * MiB, 3.9, 2.0)]
    [InlineData(GiB, 1.0, 1.0)]
    public void Leaving_has_paid_for_itself_after_so_many_months(long size, double alone, double bundled)
    {
        VaultForecast forecast = Forecast();
        for (int i = 0; i < 100_000; i++)
        {
            forecast.Add(size, s_now.AddYears(-2));
        }

        Assert.Equal((decimal)alone, Row(forecast, VaultChoice.CopyBulk).BreakEvenMonth);
        Assert.Equal((decimal)bundled, Row(forecast, VaultChoice.CopyBundled).BreakEvenMonth);
    }

    [Fact]
    public void Each_choice_has_what_it_costs_once_each_month_and_in_all()
    {
        VaultForecast forecast = Forecast();
        for (int i = 0; i < 1000; i++)
        {
            forecast.Add(GiB, s_now.AddYears(-2));
        }

        decimal stay = 1000 * (GiB + 32 * KiB) / (decimal)GiB * 0.0036m;
        Assert.Equal(
            [
                (VaultChoice.Stay, 0m, stay),
                (VaultChoice.CopyBulk, 2.5m + 0.025m + 0.05m + 17 * 0.005m, 0.99m),
                (VaultChoice.CopyBundled, 2.5m + 0.025m + 0.05m + 17 * 0.005m, 0.99m),
                (VaultChoice.CopyStandard, 10m + 0.05m + 0.05m + 17 * 0.005m, 0.99m),
                (VaultChoice.RestoreBulk, 2.5m + 0.025m + 90m, 0m),
                (VaultChoice.DeleteNow, 0m, 0m),
            ],
            forecast
                .Rows()
                .Select(row => (row.Choice, row.Once!.Value, Math.Round(row.PerMonth!.Value, row.PerMonth > 3 ? 6 : 3)))
                .Select(row => row.Choice == VaultChoice.Stay ? (row.Choice, row.Item2, stay) : row)
        );
        Assert.Equal(Math.Round(stay, 6), Row(forecast, VaultChoice.Stay).PerMonth);
        Assert.Equal(Math.Round(stay * 60, 6), Row(forecast, VaultChoice.Stay).Total);
        VaultForecastRow copy = Row(forecast, VaultChoice.CopyBulk);
        Assert.Equal(copy.Once!.Value + 60 * copy.PerMonth!.Value, copy.Total!.Value, 3);
        Assert.Equal((1000, 90m), (copy.Objects, copy.TransferOut));
        Assert.Equal(Math.Round((12 + 1000m / 360) / 24, 1), copy.Days);
    }

    [Fact]
    public void Archives_that_are_not_ninety_days_old_cost_the_rest_of_them()
    {
        VaultForecast forecast = Forecast();
        forecast.Add(GiB - 32 * KiB, s_now.AddDays(-60));
        Assert.Equal(0.0036m, Row(forecast, VaultChoice.DeleteNow).Once);
        Assert.Equal(0.0036m, Row(forecast, VaultChoice.CopyBulk).EarlyDeletion);
        Assert.Equal(1.0m, Row(forecast, VaultChoice.DeleteNow).BreakEvenMonth);
    }

    [Fact]
    public void Where_prices_are_not_known_there_are_no_costs_and_the_reason_is_said()
    {
        var forecast = new VaultForecast("photos", PriceTable.BuiltIn.Of("sa-east-1"), new ForecastOptions(), s_now);
        forecast.Add(GiB, s_now);
        Assert.All(
            forecast.Rows(),
            row =>
            {
                Assert.Equal((null, null), (row.Total, row.BreakEvenMonth));
                Assert.Contains("Update-GlacierPrice -Region sa-east-1", row.PricesFrom, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void An_empty_vault_costs_nothing_and_takes_no_time() =>
        Assert.All(Forecast().Rows(), row => Assert.Equal((0m, 0m, 0m), (row.Once, row.PerMonth, row.Days)));

    [Fact]
    public void Retrievals_within_a_time_begin_so_early_that_the_last_of_them_is_in_time()
    {
        IReadOnlyList<RetrievalForecast> rows = RetrievalForecast.Of(
            PriceTable.BuiltIn.Of("us-east-1"),
            2000,
            600 * GiB,
            TimeSpan.FromDays(3)
        );
        Assert.Equal(
            [RetrievalTier.Bulk, RetrievalTier.Standard, RetrievalTier.Expedited],
            rows.Select(row => row.Tier)
        );
        Assert.Equal([600 * 0.0025m + 0.05m, 6.1m, 38m], rows.Select(row => row.Cost!.Value));
        Assert.Equal(
            [10 * GiB, (long)Math.Ceiling(600m * GiB / 67)],
            rows.Take(2).Select(row => row.BytesPerHour!.Value)
        );
        Assert.All(rows, row => Assert.Equal((72m, true), (row.Hours, row.InTime)));
    }

    [Fact]
    public void A_tier_that_is_too_slow_for_a_time_says_so()
    {
        IReadOnlyList<RetrievalForecast> rows = RetrievalForecast.Of(
            PriceTable.BuiltIn.Of("us-east-1"),
            1,
            GiB,
            TimeSpan.FromHours(6)
        );
        Assert.Equal([false, true, true], rows.Select(row => row.InTime));
        Assert.Null(rows[0].BytesPerHour);
        Assert.Equal(12, rows[0].Hours);
        Assert.Equal(
            [12m, 5m],
            RetrievalForecast.Of(PriceTable.BuiltIn.Of("us-east-1"), 1, GiB, null).Take(2).Select(row => row.Hours)
        );
    }

    private static VaultForecast Forecast() =>
        new("photos", PriceTable.BuiltIn.Of("us-east-1"), new ForecastOptions(), s_now);

    private static VaultForecastRow Row(VaultForecast forecast, VaultChoice choice) =>
        forecast.Rows().Single(row => row.Choice == choice);
}
