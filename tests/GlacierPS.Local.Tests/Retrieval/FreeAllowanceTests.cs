using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Tests.Retrieval;

public sealed class FreeAllowanceTests
{
    [Theory]
    [InlineData(0, "2017-01-15T00:00:00Z", 0)]
    [InlineData(620_000, "2017-01-15T00:00:00Z", 1000)]
    [InlineData(619_999, "2017-01-15T00:00:00Z", 999)]
    [InlineData(560_000, "2017-02-15T00:00:00Z", 1000)]
    [InlineData(580_000, "2016-02-29T23:59:59Z", 1000)]
    [InlineData(560_000, "2017-03-01T00:30:00+01:00", 1000)]
    [InlineData(long.MaxValue, "2017-04-01T00:00:00Z", 15_372_286_728_091_293)]
    public void Five_percent_of_what_is_stored_is_spread_over_the_month(long stored, string day, long bytes) =>
        Assert.Equal(
            bytes,
            FreeAllowance.Announced.DailyBytes(
                stored,
                DateTimeOffset.Parse(day, System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    [Fact]
    public void The_share_can_be_another() =>
        Assert.Equal(
            100,
            new FreeAllowance(0.1m).DailyBytes(31_000, new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero))
        );
}
