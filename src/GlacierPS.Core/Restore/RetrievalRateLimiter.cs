namespace GlacierPS.Core.Restore;

/// <summary>
/// Limits the bytes for which retrieval jobs are started in any hour; jobs of earlier calls count.
/// </summary>
/// <param name="bytesPerHour">
/// The limit in bytes; null is none. A single archive that is larger is started when no other job was started within an
/// hour.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="before">Jobs that were started already: the time in UTC, and the bytes of the archive.</param>
internal sealed class RetrievalRateLimiter(
    long? bytesPerHour,
    TimeProvider time,
    IEnumerable<(DateTime At, long Bytes)> before
) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly Queue<(DateTime At, long Bytes)> _started = new(before.OrderBy(job => job.At));
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits until a job for so many bytes may be started, and counts it.</summary>
    /// <param name="bytes">Size of the archive in bytes.</param>
    /// <param name="note">Receives the time to wait, once.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is counted.</param>
    public async Task WaitAsync(long bytes, Action<TimeSpan> note, CancellationToken cancellationToken)
    {
        if (bytesPerHour is not { } limit)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            bool noted = false;
            while (TimeLeft(limit, bytes) is { } left)
            {
                if (!noted)
                {
                    note(left);
                    noted = true;
                }

                await Task.Delay(left < MaxDelay ? left : MaxDelay, cancellationToken);
            }

            _started.Enqueue((time.GetUtcNow().UtcDateTime, bytes));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private TimeSpan? TimeLeft(long limit, long bytes)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        while (_started.TryPeek(out (DateTime At, long Bytes) first) && first.At <= now - Hour)
        {
            _started.Dequeue();
        }

        long sum = 0;
        foreach ((_, long started) in _started)
        {
            sum += started;
        }

        return _started.Count == 0 || sum + bytes <= limit
            ? null
            : _started.Peek().At + Hour - now + TimeSpan.FromMilliseconds(10);
    }
}
