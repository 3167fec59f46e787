using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Deletes archives as fast as the service allows. When it throttles a deletion, all wait, twice as long each time
/// (0.25 s to 30 s); after 100 deletions without an error the time is halved.
/// </summary>
internal sealed class DeletionThrottle(IGlacier glacier, string vaultName)
{
    private const int MaxAttempts = 10;
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private Task _pause = Task.CompletedTask;
    private TimeSpan _length = MinDelay;
    private int _deletedSincePause;

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
                when (tries < MaxAttempts && (error.CanRetry || error is GlacierConnectionException))
            {
                // A deletion may be repeated without harm, even one whose response was lost.
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
                _length = _length * 2 < MaxDelay ? _length * 2 : MaxDelay;
                _deletedSincePause = 0;
            }
        }
    }

    private void Ease()
    {
        if (Interlocked.Increment(ref _deletedSincePause) == 100)
        {
            lock (_lock)
            {
                _length = _length / 2 > MinDelay ? _length / 2 : MinDelay;
                _deletedSincePause = 0;
            }
        }
    }
}
