using System.Collections.Concurrent;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Threads that may wait for the wire and the disk as long as that takes, and that what they await comes back to. The
/// threads of the pool may not be kept waiting; so each time a socket has nothing yet, the runtime hands the rest of
/// the work from one of them to another, which costs a download more processor time than the copy of its bytes.
/// </summary>
public sealed class TransferThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static bool t_mayWait;

    private readonly BlockingCollection<Task> _work = [];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many, at least 1: as many as there are pieces of work at once.</param>
    public TransferThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        MaximumConcurrencyLevel = count;
        for (int i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = "GlacierPS transfer" }.Start();
        }
    }

    /// <summary>Whether the calling thread is one of these, and nobody else needs it.</summary>
    public static bool MayWait => t_mayWait;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Ends them once they have nothing left to do.</summary>
    public void Dispose() => _work.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        try
        {
            _work.Add(task);
        }
        catch (InvalidOperationException)
        {
            // All that mattered has ended; a straggler is nobody's reason for a thread.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        Current == this && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _work.ToArray();

    private void Run()
    {
        t_mayWait = true;
        foreach (Task task in _work.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
