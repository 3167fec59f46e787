namespace GlacierPS.Core.Restore;

/// <summary>Lets jobs be started for at most so many bytes in any hour, those of earlier calls counted.</summary>
/// <param name="bytesPerHour">The limit; null is none. A single archive that is larger is started when nothing else was
/// for an hour.</param>
/// <param name="time">The clock.</param>
/// <param name="before">Jobs that were started already: when, and for how many bytes.</param>
internal sealed class RestorePace(long? bytesPerHour, TimeProvider time, IEnumerable<(DateTime At, long Bytes)> before)
    : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(30);

    private readonly Queue<(DateTime At, long Bytes)> _started = new(before.OrderBy(job => job.At));
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits until a job for so many bytes may be started.</summary>
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

                await Task.Delay(left < LongestNap ? left : LongestNap, cancellationToken);
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
