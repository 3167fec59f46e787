namespace GlacierPS.Core.Restore;

/// <summary>
/// How many bytes may be staged and not yet moved: outputs last for a day, and what is not moved by then is paid for
/// twice. At first what the options say; once it is known how fast bytes are moved, what is moved in 12 hours.
/// </summary>
internal sealed class StagingLimit(long initial, TimeProvider time)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(12);

    // So long it takes until the speed is believed.
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(10);

    private readonly object _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private long _staged;
    private long _moved;
    private long? _begun;

    /// <summary>Bytes that may be staged at the moment.</summary>
    public long Limit
    {
        get
        {
            lock (_lock)
            {
                TimeSpan moving = _begun is { } begun ? time.GetElapsedTime(begun) : TimeSpan.Zero;
                return moving < Enough
                    ? initial
                    : (long)Math.Min(1L << 60, _moved / moving.TotalSeconds * Ahead.TotalSeconds);
            }
        }
    }

    /// <summary>Waits until so many bytes more may be staged. An archive may always be, if no other is.</summary>
    public async Task WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_staged == 0 || _staged + bytes <= Limit)
                {
                    _staged += bytes;
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Bytes begin to be moved.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _begun ??= time.GetTimestamp();
        }
    }

    /// <summary>So many bytes are staged no longer.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="moved">Whether they were moved, or given up.</param>
    public void End(long bytes, bool moved)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _staged -= bytes;
            _moved += moved ? bytes : 0;
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
