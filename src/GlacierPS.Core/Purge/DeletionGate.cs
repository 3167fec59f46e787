using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Deletes with as much haste as the service allows: when it throttles one, all wait, longer each time, and less again
/// when it goes well.
/// </summary>
internal sealed class DeletionGate(IGlacier glacier, string vaultName)
{
    private const int Tries = 10;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private Task _pause = Task.CompletedTask;
    private TimeSpan _length = ShortestPause;
    private int _since;

    public async Task DeleteAsync(string archiveId, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            await _pause.WaitAsync(cancellationToken);
            try
            {
                await glacier.DeleteArchiveAsync(vaultName, archiveId, cancellationToken);
                Ease();
                return;
            }
            catch (ResourceNotFoundException error)
                when (error.Message.Contains("archive", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            catch (GlacierException error)
                when (tries < Tries && (error.CanRetry || error is GlacierConnectionException))
            {
                // A deletion may be repeated without harm, even one whose answer was lost.
                Pause(cancellationToken);
            }
        }
    }

    private void Pause(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_pause.IsCompleted)
            {
                _pause = Task.Delay(_length * (0.75 + Random.Shared.NextDouble() / 2), cancellationToken);
                _length = _length * 2 < LongestPause ? _length * 2 : LongestPause;
                _since = 0;
            }
        }
    }

    private void Ease()
    {
        if (Interlocked.Increment(ref _since) == 100)
        {
            lock (_lock)
            {
                _length = _length / 2 > ShortestPause ? _length / 2 : ShortestPause;
                _since = 0;
            }
        }
    }
}
