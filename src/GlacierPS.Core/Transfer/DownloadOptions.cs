namespace GlacierPS.Core.Transfer;

/// <summary>How the outputs of jobs are fetched.</summary>
public sealed record DownloadOptions
{
    /// <summary>
    /// Bytes fetched with one request: a power of two from 1 MiB to 4 GiB. Null chooses by the output's size, at least
    /// 16 MiB.
    /// </summary>
    public long? RangeSize { get; init; }

    /// <summary>Ranges fetched at once, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>Whether an existing file is replaced, once the new one is verified.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How often a range is tried before the download stops, at least 1.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>A body that gives no byte for so long is taken for broken.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time before the second try of a range; doubled each time, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Told how it goes.</summary>
    public ITransferProgress? Progress { get; init; }

    internal DownloadOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThrottleLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        if (RangeSize is { } size)
        {
            PartPlan.CheckPartSize(size);
        }

        return this;
    }

    /// <summary>Waits before the next try.</summary>
    /// <param name="failed">Tries that failed, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task WaitAsync(int failed, CancellationToken cancellationToken) => Task.Delay(
        TimeSpan.FromSeconds(Math.Min(30, RetryDelay.TotalSeconds * Math.Pow(2, failed - 1))), cancellationToken);
}
