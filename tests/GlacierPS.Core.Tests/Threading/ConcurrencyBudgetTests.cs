using GlacierPS.Core.Threading;
using Xunit;

namespace GlacierPS.Core.Tests.Threading;

public sealed class ConcurrencyBudgetTests
{
    private readonly SimulatedService _service = new();

    [Fact]
    public void It_begins_with_a_few()
    {
        using var budget = Budget();
        _service.Delay = 0.08;
        _service.Make(budget, 1000);

        Assert.Equal(ConcurrencyBudget.Fewest, budget.UnderWay);
    }

    [Fact]
    public void Behind_80_ms_it_grows_to_the_most_within_a_second()
    {
        using var budget = Budget();
        _service.Delay = 0.08;
        _service.Make(budget, 5000);
        _service.RunUntil(1);
        Assert.Equal(ConcurrencyBudget.Most, budget.Limit);

        // 400 s one after the other; 25 s by sixteen.
        Assert.InRange(_service.RunToEnd(), 1.5, 3);
        Assert.Equal(5000, _service.Answered.Count);
    }

    [Theory]
    [InlineData(2, 0.002)]
    [InlineData(4, 0.01)]
    [InlineData(12, 0.01)]
    public void Where_more_at_once_gains_nothing_it_stays_with_a_few(int workers, double work)
    {
        using var budget = Budget();
        (_service.Workers, _service.Work, _service.Delay) = (workers, work, 0.001);
        _service.Make(budget, int.MaxValue);
        _service.RunUntil(30);

        Assert.InRange(budget.Limit, ConcurrencyBudget.Fewest, Math.Max(8, workers * 2 + 4));
        Assert.InRange(_service.Rate(5, 30), workers / work * 0.95, double.MaxValue);
    }

    [Theory]
    [InlineData(0.004)]
    [InlineData(0.08)]
    [InlineData(0.5)]
    public void A_rate_of_200_a_second_is_kept_to_with_hardly_any_throttled(double delay)
    {
        using var budget = Budget();
        (_service.Delay, _service.PerSecond) = (delay, 200);
        _service.Make(budget, 6000);
        _service.RunUntil(20);

        Assert.InRange(_service.Rate(10, 20), 180, 220);
        _service.RunToEnd();
        Assert.Equal(6000, _service.Answered.Count);
        Assert.InRange(_service.Throttled.Count, 1, 6000 * 0.05);
    }

    [Fact]
    public void A_service_that_gives_more_than_before_is_asked_for_more()
    {
        using var budget = Budget();
        (_service.Delay, _service.PerSecond) = (0.08, 100);
        _service.Make(budget, int.MaxValue);
        _service.RunUntil(20);
        Assert.InRange(_service.Rate(10, 20), 88, 102);

        _service.PerSecond = int.MaxValue;
        _service.RunUntil(60);
        Assert.Null(budget.PerSecond);
        Assert.InRange(_service.Rate(55, 60), 1500, double.MaxValue);
    }

    [Fact]
    public void While_all_is_throttled_the_pauses_grow_and_then_nothing_is_lost()
    {
        using var budget = Budget();
        (_service.Delay, _service.PerSecond) = (0.08, 0);
        _service.Make(budget, 2000);
        _service.RunUntil(60);
        Assert.Empty(_service.Answered);
        Assert.InRange(_service.Throttled.Count, 5, 60);

        _service.PerSecond = int.MaxValue;
        Assert.InRange(_service.RunToEnd(), 60, 120);
        Assert.Equal(2000, _service.Answered.Count);
    }

    [Fact]
    public void When_the_delay_becomes_ten_times_as_long_it_finds_the_rate_again()
    {
        using var budget = Budget();

        // 500 a second: ten at once behind 20 ms, a hundred behind 200 ms.
        (_service.Workers, _service.Work, _service.Delay) = (1, 0.002, 0.02);
        _service.Make(budget, int.MaxValue);
        _service.RunUntil(30);
        int before = budget.Limit;
        Assert.InRange(_service.Rate(20, 30), 450, 501);
        Assert.InRange(before, 8, 40);

        _service.Delay = 0.2;
        _service.RunUntil(60);
        Assert.InRange(_service.Rate(50, 60), 450, 501);
        Assert.InRange(budget.Limit, 90, 200);
    }

    [Fact]
    public void When_the_service_becomes_narrower_fewer_are_under_way()
    {
        using var budget = Budget();
        (_service.Workers, _service.Work, _service.Delay) = (100, 0.1, 0.01);
        _service.Make(budget, int.MaxValue);
        _service.RunUntil(30);
        Assert.InRange(budget.Limit, 90, ConcurrencyBudget.Most);

        _service.Workers = 8;
        _service.RunUntil(600);
        Assert.InRange(budget.Limit, 4, 40);
        Assert.InRange(_service.Rate(300, 600), 76, 81);
    }

    [Fact]
    public void Who_makes_few_requests_does_not_raise_the_limit_for_others()
    {
        using var budget = Budget();
        _service.Delay = 0.08;
        _service.Make(budget, 5000, workers: 3);
        _service.RunUntil(60);

        Assert.Equal(ConcurrencyBudget.Fewest, budget.Limit);
    }

    [Fact]
    public void Uploads_and_deletions_share_what_the_service_gives()
    {
        using var budget = Budget();
        (_service.Delay, _service.PerSecond) = (0.02, 200);
        _service.Make(budget, int.MaxValue, workers: 200, kind: "UploadArchive");
        _service.Make(budget, int.MaxValue, workers: 50, kind: "DeleteArchive");
        _service.RunUntil(20);

        double share = _service.AnsweredByKind["DeleteArchive"] / (double)_service.Answered.Count;
        Assert.InRange(share, 0.4, 0.6);
    }

    [Fact]
    public void Large_bodies_are_held_to_the_rate_together_with_small_requests()
    {
        using var budget = Budget();
        (_service.Delay, _service.PerSecond) = (0.02, 200);
        _service.Make(budget, int.MaxValue, workers: 200);
        _service.Make(budget, int.MaxValue, workers: 16, kind: "UploadPart", isCounted: false);
        _service.RunUntil(20);

        Assert.InRange(_service.Rate(10, 20), 180, 220);
        Assert.InRange(_service.Throttled.Count, 1, _service.Answered.Count * 0.05);
        Assert.InRange(_service.AnsweredByKind["UploadPart"] / (double)_service.Answered.Count, 0.4, 0.6);
    }

    [Fact]
    public async Task Large_bodies_wait_for_no_small_request_and_are_none_of_those_under_way()
    {
        using var budget = new ConcurrencyBudget(fewest: 1, most: 1);
        ConcurrencyBudget.Turn small = await budget.EnterAsync("a", default);
        Task<ConcurrencyBudget.Turn> waits = budget.EnterAsync("a", default).AsTask();
        for (int i = 0; i < 3; i++)
        {
            ConcurrencyBudget.Turn large = await budget
                .EnterAsync("a", default, isCounted: false)
                .AsTask()
                .WaitAsync(Patience.Limit);
            Assert.Equal(1, budget.UnderWay);
            large.End(RequestOutcome.Answered);
        }

        Assert.False(waits.IsCompleted);
        small.End(RequestOutcome.Answered);
        (await waits.WaitAsync(Patience.Limit)).End(RequestOutcome.Answered);
        Assert.Equal(0, budget.UnderWay);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line_and_holds_nobody_up()
    {
        using var budget = new ConcurrencyBudget(fewest: 1, most: 1);
        ConcurrencyBudget.Turn first = await budget.EnterAsync("a", default);
        using var stop = new CancellationTokenSource();
        Task<ConcurrencyBudget.Turn>[] given = [.. Enumerable.Range(0, 3).Select(_ => Enter("a", stop.Token))];
        Task<ConcurrencyBudget.Turn> waits = Enter("b", default);
        await stop.CancelAsync();
        foreach (Task<ConcurrencyBudget.Turn> one in given)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        Assert.False(waits.IsCompleted);
        first.End(RequestOutcome.Answered);
        first.End(RequestOutcome.Answered);
        ConcurrencyBudget.Turn second = await waits.WaitAsync(Patience.Limit);
        Assert.Equal(1, budget.UnderWay);
        second.End(RequestOutcome.Broken);
        Assert.Equal(0, budget.UnderWay);

        Task<ConcurrencyBudget.Turn> Enter(string kind, CancellationToken token) =>
            budget.EnterAsync(kind, token).AsTask();
    }

    [Fact]
    public async Task Whoever_waits_when_the_connection_is_closed_goes_on()
    {
        var budget = new ConcurrencyBudget(fewest: 1, most: 1);
        await budget.EnterAsync("a", default);
        Task<ConcurrencyBudget.Turn> waits = budget.EnterAsync("a", default).AsTask();
        budget.Dispose();

        await waits.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Many_threads_never_pass_the_limit_and_all_come_through()
    {
        using var budget = new ConcurrencyBudget(fewest: 2, most: 8);
        int atOnce = 0,
            peak = 0,
            done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 4000),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, token) =>
            {
                ConcurrencyBudget.Turn turn = await budget.EnterAsync(i % 3 == 0 ? "a" : "b", token);
                int now = Interlocked.Increment(ref atOnce);
                InterlockedMax(ref peak, now);
                await Task.Yield();
                Interlocked.Decrement(ref atOnce);
                Interlocked.Increment(ref done);
                turn.End(i % 10 == 0 ? RequestOutcome.Broken : RequestOutcome.Answered);
            }
        );

        Assert.Equal(4000, done);
        Assert.InRange(peak, 1, 8);
        Assert.Equal(0, budget.UnderWay);
    }

    private ConcurrencyBudget Budget() => new(time: _service);

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
    }
}
