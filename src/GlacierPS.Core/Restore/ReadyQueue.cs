namespace GlacierPS.Core.Restore;

/// <summary>Entries whose output can be downloaded, ordered by the time at which it expires.</summary>
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

    /// <summary>Waits for the next entry; null when there will be no more.</summary>
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

        // The other waiters return as well.
        _count.Release();
        return null;
    }

    /// <summary>Lets all waiters return: no more entries will be added.</summary>
    public void End() => _count.Release();

    public void Dispose() => _count.Dispose();
}
