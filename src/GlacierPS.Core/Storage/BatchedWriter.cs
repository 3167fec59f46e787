namespace GlacierPS.Core.Storage;

/// <summary>
/// Gathers what any thread adds, and writes it 500 at a time or twice a second, since each writing is a commit. A
/// process that is killed loses what it has not written: only for what the services tell again.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
internal sealed class BatchedWriter<T> : IAsyncDisposable
{
    private const int MostGathered = 500;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.5);

    private readonly Action<IReadOnlyList<T>> _write;
    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;
    private List<T> _gathered = [];

    /// <param name="write">
    /// Writes; on any thread, perhaps on several at once. What it throws ends the call that it was made for, or is
    /// thrown by <see cref="DisposeAsync"/>.
    /// </param>
    public BatchedWriter(Action<IReadOnlyList<T>> write)
    {
        _write = write;
        _writing = Task.Run(WriteNowAndThenAsync);
    }

    /// <summary>Adds one.</summary>
    public void Add(T item)
    {
        bool isFull;
        lock (_lock)
        {
            _gathered.Add(item);
            isFull = _gathered.Count >= MostGathered;
        }

        if (isFull)
        {
            Write();
        }
    }

    /// <summary>Writes the last ones.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing;
        Write();
        _end.Dispose();
    }

    private async Task WriteNowAndThenAsync()
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                Write();
            }
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync writes the last ones.
        }
    }

    private void Write()
    {
        List<T> gathered;
        lock (_lock)
        {
            (gathered, _gathered) = (_gathered, []);
        }

        if (gathered.Count > 0)
        {
            _write(gathered);
        }
    }
}
