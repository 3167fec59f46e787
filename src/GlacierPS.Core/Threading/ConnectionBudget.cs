namespace GlacierPS.Core.Threading;

/// <summary>What all that goes over one connection shares, so that two commands at once ask no more of the service
/// and of this machine than one.</summary>
public sealed class ConnectionBudget : IDisposable
{
    /// <summary>
    /// Parts and ranges on their way at once at most: each holds up to 4 MiB, and a thread of its own.
    /// </summary>
    public const int MostParts = 16;

    /// <summary>
    /// Large files under way at once, since each that is begun has to be continued where the command is stopped.
    /// </summary>
    private const int MostFiles = 4;

    private readonly SemaphoreSlim _files = new(MostFiles);
    private long _answered;

    /// <summary>
    /// Requests without a body, or with one of at most 1 MiB; those with more are held to its rate alone.
    /// </summary>
    public ConcurrencyBudget Requests { get; } = new();

    /// <summary>Parts of uploads and ranges of downloads, from their hash to their end.</summary>
    public ConcurrencyBudget Parts { get; } = new(most: MostParts);

    /// <summary>
    /// An archive was stored and answered. After a stop, whoever waits for an answer of its own waits on while others
    /// come: a busy service is slow, and one that is gone answers nobody.
    /// </summary>
    /// <param name="at">When, in milliseconds since the system started.</param>
    internal void NoteAnswer(long at) => Volatile.Write(ref _answered, at);

    /// <summary>How long nobody has been answered.</summary>
    internal TimeSpan SinceAnswer => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _answered));

    /// <summary>What is under way, in requests and parts: a part is at most one request.</summary>
    public int UnderWay => Math.Max(Requests.UnderWay, Parts.UnderWay);

    /// <summary>Waits until a file of several parts may begin; dispose what it gives when the file is done.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<IDisposable> EnterFileAsync(CancellationToken cancellationToken)
    {
        await _files.WaitAsync(cancellationToken);
        return new FileTurn(_files);
    }

    /// <summary>Moves a part or a range when it is its turn.</summary>
    /// <param name="budget">Null: at once.</param>
    /// <param name="operation">The operation, which takes turns with the others.</param>
    /// <param name="work">What moves it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> RunPartAsync<T>(
        ConnectionBudget? budget,
        string operation,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        if (budget is null)
        {
            return await work();
        }

        ConcurrencyBudget.Turn turn = await budget.Parts.EnterAsync(operation, cancellationToken);
        var outcome = RequestOutcome.Broken;
        try
        {
            T result = await work();
            outcome = RequestOutcome.Answered;
            return result;
        }
        finally
        {
            turn.End(outcome);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The semaphore holds nothing until its handle is asked for, and files may end later.
        Requests.Dispose();
        Parts.Dispose();
    }

    private sealed class FileTurn(SemaphoreSlim files) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                files.Release();
            }
        }
    }
}
