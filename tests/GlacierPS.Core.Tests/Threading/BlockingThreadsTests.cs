using System.Collections.Concurrent;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Tests.Threading;

public sealed class BlockingThreadsTests
{
    [Fact]
    public async Task What_is_awaited_comes_back_to_a_thread_that_may_wait()
    {
        using var threads = new BlockingThreads(1);
        var mayWait = new List<bool>();

        await RunAsync(
            threads,
            async () =>
            {
                mayWait.Add(BlockingThreads.CanBlock);
                await Task.Delay(20);
                mayWait.Add(BlockingThreads.CanBlock);
                await Task.Run(() => mayWait.Add(BlockingThreads.CanBlock));
                mayWait.Add(BlockingThreads.CanBlock);
            }
        );

        Assert.Equal([true, true, false, true], mayWait);
        Assert.False(BlockingThreads.CanBlock);
    }

    [Fact]
    public async Task As_many_wait_at_once_as_there_are_threads()
    {
        const int Count = 5;
        using var threads = new BlockingThreads(Count);
        using var all = new Barrier(Count);

        bool[] met = await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () => all.SignalAndWait(TimeSpan.FromSeconds(30)),
                        CancellationToken.None,
                        TaskCreationOptions.None,
                        threads
                    )
                )
        );

        Assert.All(met, Assert.True);
    }

    [Fact]
    public async Task Ranges_and_parts_keep_to_their_threads()
    {
        const int Count = 3;
        using var threads = new BlockingThreads(Count);
        var used = new ConcurrentDictionary<Thread, bool>();

        await Parallel.ForAsync(
            0,
            50,
            new ParallelOptions { MaxDegreeOfParallelism = Count, TaskScheduler = threads },
            async (_, token) =>
            {
                used[Thread.CurrentThread] = BlockingThreads.CanBlock;
                await Task.Delay(1, token);
                used[Thread.CurrentThread] = BlockingThreads.CanBlock;
            }
        );

        Assert.InRange(used.Count, 1, Count);
        Assert.All(used.Values, Assert.True);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_still_done()
    {
        var threads = new BlockingThreads(1);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task work = RunAsync(threads, async () => await go.Task);
        threads.Dispose();

        go.SetResult();

        await work.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void No_threads_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new BlockingThreads(0));

    private static async Task RunAsync(BlockingThreads threads, Func<Task> work) =>
        await await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, threads);
}
