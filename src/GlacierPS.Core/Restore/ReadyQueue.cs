namespace GlacierPS.Core.Restore;

/// <summary>Archives whose output can be fetched, the one that ends first before the others.</summary>
internal sealed class ReadyQueue : IDisposable
{
    private readonly PriorityQueue<RestoreEntry, DateTime> _entries = new();
    private readonly SemaphoreSlim _count = new(0);

    public void Add(RestoreEntry entry)
    {
        lock (_entries)
        {
            _entries.Enqueue(entry, entry.Job!.CompletionDate ?? DateTime.MaxValue);
        }

        _count.Release();
    }

    /// <summary>The next one; null when all is done.</summary>
    public async Task<RestoreEntry?> TakeAsync(CancellationToken cancellationToken)
    {
        await _count.WaitAsync(cancellationToken);
        lock (_entries)
        {
            if (_entries.TryDequeue(out RestoreEntry? entry, out _))
            {
                return entry;
            }
        }

        // Nobody else is to wait in vain either.
        _count.Release();
        return null;
    }

    /// <summary>No more will come.</summary>
    public void End() => _count.Release();

    public void Dispose() => _count.Dispose();
}
