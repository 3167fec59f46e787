using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Purge;

/// <summary>
/// Deletes archives as fast as the service allows. When it throttles a deletion, all wait, twice as long each time
/// (0.25 s to 30 s); after 100 deletions without an error the time is halved. Errors that pass are waited for without
/// end, but an archive that fails again and again while others are deleted is given up.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="errors">Told of passing errors.</param>
/// <param name="first">The shortest time that is waited; null for 0.25 s.</param>
internal sealed class DeletionThrottle(IGlacier glacier, string vaultName, PassingErrors errors, TimeSpan? first = null)
{
    private const int MaxAttempts = 10;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _minDelay = first ?? TimeSpan.FromSeconds(0.25);

    private readonly object _lock = new();
    private Task _pause = Task.CompletedTask;
    private TimeSpan _length = first ?? TimeSpan.FromSeconds(0.25);
    private int _deletedSincePause;
    private long _deleted;

    public async Task DeleteAsync(string archiveId, CancellationToken cancellationToken)
    {
        long before = Interlocked.Read(ref _deleted);
        for (int tries = 1; ; tries++)
        {
            await _pause.WaitAsync(cancellationToken);
            try
            {
                await glacier.DeleteArchiveAsync(vaultName, archiveId, cancellationToken);
                Interlocked.Increment(ref _deleted);
                errors.Answered();
                Ease();
                return;
            }
            catch (ResourceNotFoundException error)
                when (error.Message.Contains("archive", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            catch (GlacierException error)
                when ((error is GlacierConnectionException || errors.Includes(error, cancellationToken))
                    && (tries < MaxAttempts || error is ThrottlingException || Interlocked.Read(ref _deleted) == before)
                )
            {
                // A deletion may be repeated without harm, even one whose response was lost.
                errors.Report(error, $"A deletion in vault '{vaultName}' failed", Pause(cancellationToken));
            }
        }
    }

    private TimeSpan Pause(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            TimeSpan pause = _length;
            if (_pause.IsCompleted)
            {
                _pause = Task.Delay(_length * (0.75 + Random.Shared.NextDouble() / 2), cancellationToken);
                _length = _length * 2 < MaxDelay ? _length * 2 : MaxDelay;
                _deletedSincePause = 0;
            }

            return pause;
        }
    }

    private void Ease()
    {
        if (Interlocked.Increment(ref _deletedSincePause) == 100)
        {
            lock (_lock)
            {
                _length = _length / 2 > _minDelay ? _length / 2 : _minDelay;
                _deletedSincePause = 0;
            }
        }
    }
}
