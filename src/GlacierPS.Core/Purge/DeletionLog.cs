using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Notes deletions in the catalogue, 500 at a time or twice a second. A process that is killed loses at most those;
/// they are deleted once more, which the service accepts.
/// </summary>
internal sealed class DeletionLog(VaultCatalog catalog) : IAsyncDisposable
{
    private const int MaxBuffered = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private List<string> _deleted = [];
    private Task? _writing;

    public void Start() =>
        _writing = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(Interval);
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
        });

    public void Add(string archiveId)
    {
        bool isFull;
        lock (_lock)
        {
            _deleted.Add(archiveId);
            isFull = _deleted.Count >= MaxBuffered;
        }

        if (isFull)
        {
            Write();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_writing is not null)
        {
            await _writing;
        }

        Write();
        _end.Dispose();
    }

    private void Write()
    {
        List<string> deleted;
        lock (_lock)
        {
            (deleted, _deleted) = (_deleted, []);
        }

        catalog.Remove(deleted, DateTime.UtcNow, CancellationToken.None);
    }
}
