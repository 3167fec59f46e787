using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Local.Capacity;

namespace GlacierPS.Local.Tests.Capacity;

public sealed class ProvisionedCapacityUnitTests
{
    [Fact]
    public void C192_a_unit_of_31_January_ends_on_28_February_at_the_whole_second() =>
        Assert.Equal("2017-02-28T14:26:33.000Z", Expiration("2017-01-31T14:26:33.031Z"));

    [Theory]
    [InlineData("2017-08-31T00:00:00.999Z", "2017-09-30T00:00:00.000Z")]
    [InlineData("2016-01-31T12:00:00.000Z", "2016-02-29T12:00:00.000Z")]
    [InlineData("2016-01-30T12:00:00.000Z", "2016-02-29T12:00:00.000Z")]
    [InlineData("2017-02-28T12:00:00.500Z", "2017-03-28T12:00:00.000Z")]
    [InlineData("2017-04-30T12:00:00.500Z", "2017-05-30T12:00:00.000Z")]
    [InlineData("2017-12-31T23:59:59.999Z", "2018-01-31T23:59:59.000Z")]
    [InlineData("2017-11-17T20:11:51.468Z", "2017-12-17T20:11:51.000Z")]
    [InlineData("2017-02-01T00:30:00.000+01:00", "2017-02-28T23:30:00.000Z")]
    public void A_unit_ends_on_the_same_day_of_the_next_month_or_its_last(string start, string end) =>
        Assert.Equal(end, Expiration(start));

    [Fact]
    public void Any_unit_ends_in_the_next_month_at_its_own_time_of_day_and_on_its_own_or_the_last_day() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue)
                    .Select(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds))
                    .ToArbitrary(),
                start =>
                {
                    DateTimeOffset end = new ProvisionedCapacityUnit("id", start.AddMilliseconds(31)).ExpirationDate;
                    bool month = end.Year * 12 + end.Month == start.Year * 12 + start.Month + 1;
                    bool day = end.Day == start.Day || (end.Day < start.Day && end.AddDays(1).Day == 1);
                    return month && day && end.TimeOfDay == start.TimeOfDay;
                }
            )
        );

    [Fact]
    public void An_account_has_two_live_units_at_most()
    {
        DateTimeOffset now = At("2017-02-28T14:26:33.000Z");
        var ended = new ProvisionedCapacityUnit("a", At("2017-01-31T14:26:33.031Z"));
        var live = new ProvisionedCapacityUnit("b", At("2017-01-31T14:26:34.000Z"));

        Assert.False(ended.IsLive(now));
        Assert.True(ended.IsLive(now.AddMilliseconds(-1)));
        Assert.True(live.IsLive(now));
        Assert.True(ProvisionedCapacityUnit.MayPurchase([], now));
        Assert.True(ProvisionedCapacityUnit.MayPurchase([ended, live], now));
        Assert.False(ProvisionedCapacityUnit.MayPurchase([live, ended, live], now));
    }

    private static string Expiration(string start) =>
        new ProvisionedCapacityUnit("id", At(start)).ExpirationDate.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture
        );

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
