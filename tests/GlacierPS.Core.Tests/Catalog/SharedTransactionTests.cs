using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Tests.Catalog;

public sealed class SharedTransactionTests : IDisposable
{
    private readonly CatalogScene _scene = new();
    private readonly SharedTransaction _shared = new();
    private readonly ConcurrentQueue<int> _made = new();
    private int _transactions;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Changes_that_come_while_another_is_written_are_written_together()
    {
        int begun = -1;
        OnThreads(
            16,
            i =>
                _shared.Write(
                    (_, _) => _made.Enqueue(i),
                    changes =>
                    {
                        if (Interlocked.Increment(ref begun) == 0)
                        {
                            // The first; until the fifteen others wait for it.
                            Assert.True(SpinWait.SpinUntil(() => _shared.Waiting == 15, Patience.Limit));
                        }

                        InTransaction(changes);
                    }
                )
        );

        Assert.Equal(Enumerable.Range(0, 16), _made.Order());
        Assert.InRange(_transactions, 2, 2);
    }

    [Fact]
    public void Each_is_written_when_its_call_returns()
    {
        OnThreads(
            200,
            i =>
            {
                _shared.Write((_, _) => _made.Enqueue(i), InTransaction);
                Assert.Contains(i, _made);
            }
        );
    }

    [Fact]
    public void One_that_fails_fails_alone()
    {
        var failed = new ConcurrentQueue<int>();
        var kept = new ConcurrentDictionary<int, int>();
        OnThreads(
            200,
            i =>
            {
                try
                {
                    _shared.Write(
                        (_, _) => _made.Enqueue(i % 50 == 7 ? throw new InvalidOperationException() : i),
                        changes =>
                        {
                            int before = _made.Count;
                            InTransaction(changes);
                            foreach (int made in _made.Skip(before))
                            {
                                kept.AddOrUpdate(made, 1, (_, count) => count + 1);
                            }
                        }
                    );
                }
                catch (InvalidOperationException)
                {
                    failed.Enqueue(i);
                }
            }
        );

        Assert.Equal([7, 57, 107, 157], failed.Order());
        Assert.Equal(196, kept.Count);
        Assert.All(kept.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Who_cannot_write_is_told_so_by_each_call()
    {
        int told = 0;
        OnThreads(
            50,
            _ =>
            {
                Assert.Throws<IOException>(() =>
                    _shared.Write((_, _) => { }, _ => throw new IOException("the disk is full"))
                );
                Interlocked.Increment(ref told);
            }
        );

        Assert.Equal(50, told);
    }

    [Fact]
    public void Uploads_and_deletions_of_many_threads_are_all_in_the_catalogue()
    {
        OnThreads(
            120,
            i =>
            {
                _scene.Upload($"stays-{i}", CatalogScene.Day);
                _scene.Upload($"goes-{i}", CatalogScene.Day);
                _scene.Catalog.Remove([$"goes-{i}"], CatalogScene.Day.AddMinutes(1));
            }
        );

        Assert.Equal(
            Enumerable.Range(0, 120).Select(i => $"stays-{i}").Order(StringComparer.Ordinal),
            _scene.Ids().Order(StringComparer.Ordinal)
        );
        Assert.Equal(120, _scene.Again().ReadState().Removed);
    }

    private void InTransaction(Action<GlacierPS.Core.Storage.Database, VaultRow> changes)
    {
        Interlocked.Increment(ref _transactions);
        Thread.Sleep(2);
        changes(null!, null!);
    }

    /// <summary>Does something for each number on 16 threads of their own.</summary>
    private static void OnThreads(int count, Action<int> act)
    {
        int next = -1;
        var errors = new ConcurrentQueue<Exception>();
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(_ => new Thread(() =>
                {
                    try
                    {
                        for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                        {
                            act(i);
                        }
                    }
                    catch (Exception error)
                    {
                        errors.Enqueue(error);
                    }
                })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.True(thread.Join(Patience.Limit)));
        Assert.Empty(errors);
    }
}
