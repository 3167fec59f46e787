using System.Collections.Concurrent;

namespace GlacierPS.Core.Threading;

/// <summary>
/// Threads that may block on the network and the disk for as long as that takes, and that continuations of the work
/// they run come back to. Threads of the pool must not block; so each time a socket has no bytes yet, the runtime hands
/// the rest of the work from one of them to another, which costs a download more processor time than copying its bytes.
/// <para>
/// <see cref="CanBlock"/> is a mark on the thread and no argument, since the SDK between its readers and the transfer
/// passes nothing on. Its readers: GlacierSocketsHandler (which sockets a request uses), DownloadBody (how the body is
/// read), both in GlacierPS.Aws; LocalGlacierHandler in GlacierPS.Local (which thread runs the service); FileHashing
/// (whether to hash on the calling thread).
/// </para>
/// </summary>
public sealed class BlockingThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static bool t_canBlock;

    private readonly BlockingCollection<Task> _work = [];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many, at least 1: as many as there are pieces of work at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public BlockingThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        MaximumConcurrencyLevel = count;
        for (int i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = "GlacierPS transfer" }.Start();
        }
    }

    /// <summary>Whether the calling thread is one of these, so that blocking it holds nobody else up.</summary>
    public static bool CanBlock => t_canBlock;

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
            // The threads have ended with the transfer; a late continuation runs on the pool.
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
        t_canBlock = true;
        foreach (Task task in _work.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
