using System.Diagnostics;

namespace GlacierPS.Core.Threading;

/// <summary>
/// So many bytes a second, for all transfers that share it together. Who takes bytes waits as long as they take, so
/// that a line is never given more than its share, nor the rate made up for in a burst after a pause.
/// </summary>
public sealed class RateLimit
{
    /// <summary>Shorter waits are saved up: the system's clock is not that fine.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    private readonly object _turn = new();
    private readonly double _ticksPerByte;
    private readonly int _most;
    private long _free = Stopwatch.GetTimestamp();

    /// <param name="bytesPerSecond">At least 1.</param>
    public RateLimit(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        BytesPerSecond = bytesPerSecond;
        _ticksPerByte = (double)Stopwatch.Frequency / bytesPerSecond;
        _most = (int)Math.Clamp(bytesPerSecond / 20, 1, 128 << 10);
    }

    /// <summary>The rate.</summary>
    public long BytesPerSecond { get; }

    /// <summary>How many bytes may be taken at once: a twentieth of a second's, so that the flow is even.</summary>
    public int Most(int wanted) => Math.Min(wanted, _most);

    /// <summary>Takes bytes, and waits until they would have passed.</summary>
    public Task TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_turn)
        {
            long now = Stopwatch.GetTimestamp();
            _free = Math.Max(_free, now) + (long)(bytes * _ticksPerByte);
            wait = Stopwatch.GetElapsedTime(now, _free);
        }

        return wait < Grain ? Task.CompletedTask : Task.Delay(wait, cancellationToken);
    }
}
