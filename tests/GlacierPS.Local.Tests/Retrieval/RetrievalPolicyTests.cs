using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Tests.Retrieval;

public sealed class RetrievalPolicyTests
{
    [Theory]
    [InlineData("BytesPerHour", 1L)]
    [InlineData("BytesPerHour", 10737418240L)]
    [InlineData("BytesPerHour", long.MaxValue)]
    [InlineData("FreeTier", null)]
    [InlineData("None", null)]
    public void One_rule_is_a_policy(string strategy, long? bytesPerHour)
    {
        Assert.True(
            RetrievalPolicy.TryCreate([new(strategy, bytesPerHour)], out RetrievalPolicy? policy, out string? reason),
            reason
        );
        Assert.Equal((strategy, bytesPerHour), (policy.Strategy.ToString(), policy.BytesPerHour));
    }

    [Theory]
    [InlineData("BytesPerHour", null, "needs BytesPerHour")]
    [InlineData("BytesPerHour", 0L, "needs BytesPerHour")]
    [InlineData("BytesPerHour", -1L, "needs BytesPerHour")]
    [InlineData("FreeTier", 1L, "FreeTier must not have BytesPerHour")]
    [InlineData("None", 1L, "None must not have BytesPerHour")]
    [InlineData("none", null, "not 'none'")]
    [InlineData("0", null, "not '0'")]
    [InlineData(null, 1L, "Strategy must be")]
    public void A_wrong_rule_is_told(string? strategy, long? bytesPerHour, string expected)
    {
        Assert.False(RetrievalPolicy.TryCreate([new(strategy, bytesPerHour)], out _, out string? reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_exactly_one_rule()
    {
        Assert.False(RetrievalPolicy.TryCreate(null, out _, out string? none));
        Assert.False(RetrievalPolicy.TryCreate([], out _, out _));
        Assert.False(RetrievalPolicy.TryCreate([new("None", null), new("None", null)], out _, out string? two));
        Assert.EndsWith("not 0.", none, StringComparison.Ordinal);
        Assert.EndsWith("not 2.", two, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, new long[0], 4000, true)]
    [InlineData(1000, new long[0], 4001, false)]
    [InlineData(1000, new long[] { 1000, 2000 }, 1000, true)]
    [InlineData(1000, new long[] { 1000, 2000 }, 1001, false)]
    [InlineData(1000, new long[] { 5000 }, 1, false)]
    [InlineData(long.MaxValue, new[] { long.MaxValue, long.MaxValue, long.MaxValue }, long.MaxValue, true)]
    [InlineData(long.MaxValue, new[] { long.MaxValue, long.MaxValue, long.MaxValue, 1 }, long.MaxValue, false)]
    public void A_rate_counts_what_is_in_progress_over_four_hours(
        long bytesPerHour,
        long[] inProgress,
        long size,
        bool allowed
    )
    {
        Assert.True(RetrievalPolicy.TryCreate([new("BytesPerHour", bytesPerHour)], out RetrievalPolicy? policy, out _));

        Assert.Equal(allowed, policy.Allows(size, Load(inProgress, today: [long.MaxValue], allowance: 0)));
    }

    [Theory]
    [InlineData(100, new long[0], 100, true)]
    [InlineData(100, new long[0], 101, false)]
    [InlineData(100, new long[] { 60, 20 }, 20, true)]
    [InlineData(100, new long[] { 60, 20 }, 21, false)]
    [InlineData(0, new long[0], 1, false)]
    [InlineData(long.MaxValue, new[] { long.MaxValue }, long.MaxValue, false)]
    public void The_free_tier_counts_what_was_started_today(long allowance, long[] today, long size, bool allowed)
    {
        Assert.True(RetrievalPolicy.TryCreate([new("FreeTier", null)], out RetrievalPolicy? policy, out _));

        Assert.Equal(allowed, policy.Allows(size, Load([long.MaxValue], today, allowance)));
    }

    [Fact]
    public void Without_a_limit_everything_may_start() =>
        Assert.True(RetrievalPolicy.Unlimited.Allows(long.MaxValue, Load([long.MaxValue], [long.MaxValue], 0)));

    private static RetrievalLoad Load(long[] inProgress, long[] today, long allowance) =>
        new()
        {
            InProgress = inProgress,
            Today = today,
            DailyAllowance = allowance,
        };
}
