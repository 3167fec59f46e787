using System.Collections.Concurrent;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Lets a worker on other threads speak through the pipeline thread, the only one that may call WriteObject and its
/// kin. The worker posts actions; the pipeline thread takes and runs them until the worker has ended.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    // A worker that runs ahead of the pipeline waits here, so that a list of millions is never all in memory.
    private const int Capacity = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<Action> _actions = new(Capacity);
    private readonly CancellationTokenSource _stop;

    /// <param name="stop">Cancelled when the pipeline thread fails, so that the worker ends too.</param>
    public PipelinePump(CancellationTokenSource stop) => _stop = stop;

    /// <summary>Worker side: has the pipeline thread run this. Waits while the pipeline is behind.</summary>
    public void Post(Action action) => _actions.Add(action);

    /// <summary>Starts the worker; when it ends, well or badly, the pump has nothing more to wait for.</summary>
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

    /// <summary>Pipeline thread: runs what is there now, and waits for nothing.</summary>
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
    /// Pipeline thread: runs what comes until <paramref name="done"/> says so or the worker has ended.
    /// </summary>
    /// <param name="worker">What <see cref="Start"/> gave.</param>
    /// <param name="done">Asked after every action and about ten times a second; null waits for the end.</param>
    /// <param name="tick">Called about ten times a second or oftener, for the progress display.</param>
    public void RunUntil(Task worker, Func<bool>? done, Action tick) =>
        Guard(
            worker,
            () =>
            {
                // Taken without the cancellation token: stopping only cancels the worker, and what it had to say still
                // counts.
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
    /// Cancels the worker, drops what it had to say, and waits for its end: it must not outlive the cmdlet, nor post
    /// into the void.
    /// </summary>
    public void Abandon(Task worker)
    {
        _stop.Cancel();
        foreach (Action _ in _actions.GetConsumingEnumerable())
        {
            // Nobody is left to hear it; taking it lets a worker go on that waited for room.
        }

        ((IAsyncResult)worker).AsyncWaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    public void Dispose() => _actions.Dispose();

    /// <summary>
    /// A pipeline that was stopped, or whose reader has enough (<c>Select-Object -First</c>), says so by an exception
    /// from WriteObject.
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
