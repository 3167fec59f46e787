using System.Collections.Concurrent;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Executes the calls of a worker on other threads by the pipeline thread, the only one that may call WriteObject and
/// similar methods. The worker posts actions; the pipeline thread runs them until the worker has ended.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    // A worker that is faster than the pipeline waits, so that a list of millions is never in memory as a whole.
    private const int Capacity = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<Action> _actions = new(Capacity);
    private readonly CancellationTokenSource _stop;

    /// <param name="stop">Cancelled when the pipeline thread fails, so that the worker ends too.</param>
    public PipelinePump(CancellationTokenSource stop) => _stop = stop;

    /// <summary>Worker: posts an action to the pipeline thread. Waits while the queue is full.</summary>
    public void Post(Action action) => _actions.Add(action);

    /// <summary>Any thread: posts an action if the worker goes on and there is room; else it is dropped.</summary>
    public void TryPost(Action action)
    {
        try
        {
            _actions.TryAdd(action);
        }
        catch (InvalidOperationException)
        {
            // The worker ended, or the pump is disposed: a request that outlives it is nobody's any more.
        }
    }

    /// <summary>Starts the worker; when it ends, with or without an error, no more actions will come.</summary>
    public Task Start(Func<Task> worker) =>
        Task.Run(async () =>
        {
            try
            {
                await worker();
            }
            finally
            {
                _actions.CompleteAdding();
            }
        });

    /// <summary>Pipeline thread: runs the actions that are queued now, without waiting.</summary>
    public void RunReady(Task worker) =>
        Guard(
            worker,
            () =>
            {
                while (_actions.TryTake(out Action? action))
                {
                    action();
                }
            }
        );

    /// <summary>
    /// Pipeline thread: runs actions until <paramref name="done"/> returns true or the worker has ended.
    /// </summary>
    /// <param name="worker">What <see cref="Start"/> gave.</param>
    /// <param name="done">Asked after every action and about ten times a second; null waits for the end.</param>
    /// <param name="tick">Called about ten times a second or oftener, for the progress display.</param>
    public void RunUntil(Task worker, Func<bool>? done, Action tick) =>
        Guard(
            worker,
            () =>
            {
                // Without the cancellation token: stopping only cancels the worker, and what it posted before is still
                // written.
                while (!_actions.IsCompleted && done?.Invoke() != true)
                {
                    if (_actions.TryTake(out Action? action, Tick))
                    {
                        action();
                    }

                    tick();
                }
            }
        );

    /// <summary>
    /// Cancels the worker, drops its actions, and waits for its end: it must not outlive the cmdlet.
    /// </summary>
    public void Abandon(Task worker)
    {
        _stop.Cancel();
        foreach (Action _ in _actions.GetConsumingEnumerable())
        {
            // Dropped; a worker that waits for space in the queue can continue and see that it is cancelled.
        }

        ((IAsyncResult)worker).AsyncWaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    public void Dispose() => _actions.Dispose();

    /// <summary>
    /// In a pipeline that was stopped, or whose reader needs no more (<c>Select-Object -First</c>), WriteObject throws.
    /// </summary>
    private void Guard(Task worker, Action run)
    {
        try
        {
            run();
        }
        catch
        {
            Abandon(worker);
            throw;
        }
    }
}
