using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Download;

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
    public int Attempts { get; init; } = RetryPolicy.DefaultAttempts;

    /// <summary>The longest time before the second try of a range; doubled each time, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryPolicy.DefaultFirst;

    /// <summary>
    /// How fast to fetch at most, together with all others that have the same limit; null for as fast as it goes.
    /// </summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// Whether a job that the service forgets during the download is started anew, waited for, and continued with. Each
    /// retrieval is paid for.
    /// </summary>
    public bool Restage { get; init; }

    /// <summary>
    /// Time between two questions about such a job; null as <see cref="JobWaitOptions.PollInterval"/> says.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Where downloads under way are recorded, so that they can be listed; null records nothing.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>Which account, region and endpoint this is, in any form, for those who list the downloads.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Told how it goes.</summary>
    public ITransferProgress? Progress { get; init; }

    /// <summary>What the connection allows at once, shared with all who use it; null for no more limit than
    /// <see cref="ThrottleLimit"/>.</summary>
    public ConnectionBudget? Budget { get; init; }

    /// <summary>How many parts may be taken on at once; those that wait for their turn hold nothing.</summary>
    internal int PartsAtOnce => Budget is null ? ThrottleLimit : Math.Min(ThrottleLimit, ConnectionBudget.MostParts);

    internal RetryPolicy Retries => new(Attempts, RetryDelay);

    internal DownloadOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThrottleLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        if (RangeSize is { } size)
        {
            PartPlan.CheckPartSize(size);
        }

        return this;
    }
}
