using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Removes blobs after the response that freed them is sent. The metadata say by then that they are dead, and what a
/// kill leaves behind goes after the store is next opened; but to remove a file can take longer than all the rest of a
/// deletion, as on disks that are told of each block that is free.
/// </summary>
internal sealed class BlobRemover(IVaultStorage storage) : IDisposable
{
    // More than these are removed by those who free them: a disk must not fill up with what is gone.
    private const int MostWaiting = 10_000;

    private readonly Queue<ResourceKey> _waiting = new();
    private bool _running;
    private bool _closed;

    /// <summary>Removes a blob soon. One that cannot be removed now goes after the store is next opened.</summary>
    public void Remove(ResourceKey blob)
    {
        lock (_waiting)
        {
            if (!_closed && _waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(blob);
                if (!_running)
                {
                    _running = true;
                    ThreadPool.UnsafeQueueUserWorkItem(
                        static remover => remover.RemoveWaiting(),
                        this,
                        preferLocal: false
                    );
                }

                return;
            }
        }

        RemoveNow(blob);
    }

    /// <summary>Returns when all that was waiting is removed.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _closed = true;
            while (_running)
            {
                Monitor.Wait(_waiting);
            }
        }
    }

    private void RemoveWaiting()
    {
        while (true)
        {
            ResourceKey blob;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out blob))
                {
                    _running = false;
                    Monitor.PulseAll(_waiting);
                    return;
                }
            }

            RemoveNow(blob);
        }
    }

    private void RemoveNow(ResourceKey blob)
    {
        try
        {
            storage.DeleteBlob(blob);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
    }
}
