using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Tests.Time;

public class AdjustableTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_runs_with_the_clock_beneath_it_from_wherever_it_is_put()
    {
        var beneath = new SettableClock();
        var time = new AdjustableTime(beneath);
        Assert.Equal(Start, time.GetUtcNow());
        time.Advance(TimeSpan.FromHours(25));
        beneath.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddHours(25).AddMinutes(1), time.GetUtcNow());
        time.Set(Start.AddYears(-9));
        beneath.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddYears(-9).AddMinutes(1), time.GetUtcNow());
    }

    [Fact]
    public void It_is_not_moved_backward_or_past_the_calendar()
    {
        var time = new AdjustableTime(new SettableClock());
        Assert.Throws<ArgumentOutOfRangeException>(() => time.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => time.Advance(TimeSpan.MaxValue));
        Assert.Equal(Start, time.GetUtcNow());
    }

    [Fact]
    public void Moves_of_many_threads_all_count()
    {
        var time = new AdjustableTime(new SettableClock());
        Parallel.For(0, 1000, _ => time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(Start.AddSeconds(1000), time.GetUtcNow());
    }
}
