using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>How archives are sent.</summary>
public sealed record UploadOptions
{
    /// <summary>
    /// Bytes in a part: a power of two from 1 MiB to 4 GiB. Null chooses by the archive's size
    /// (<see cref="PartPlan.For"/>).
    /// </summary>
    public long? PartSize { get; init; }

    /// <summary>
    /// About how many bytes a stream has that does not know its length, at least 1: decides its part size where
    /// <see cref="PartSize"/> does not. A stream that turns out shorter or longer is sent all the same, as long as it
    /// fits into 10,000 parts.
    /// </summary>
    public long? ExpectedSize { get; init; }

    /// <summary>Parts sent at once, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>
    /// Where open uploads are recorded, so that a later call can continue them; null records nothing.
    /// </summary>
    public string? JournalFolder { get; init; }

    /// <summary>
    /// Which account, region and endpoint this is, in any form: uploads are continued only where it is the same.
    /// </summary>
    public string Connection { get; init; } = "";

    /// <summary>How often a request is tried before the upload stops, at least 1.</summary>
    public int Attempts { get; init; } = RetryPolicy.DefaultAttempts;

    /// <summary>The longest time before the second try of a request; doubled each time, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryPolicy.DefaultFirst;

    /// <summary>
    /// How fast to send at most, together with all others that have the same limit; null for as fast as it goes.
    /// </summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// Where the parts of a large stream wait for their turn; null for the system's temporary folder.
    /// </summary>
    public string? SpoolFolder { get; init; }

    /// <summary>
    /// Told of each archive once the service has it, and before the journal of its upload is given up: what is noted
    /// here outlives the process. By any thread, several at once; must not throw.
    /// </summary>
    public Action<SentArchive>? Stored { get; init; }

    /// <summary>Told how it goes.</summary>
    public ITransferProgress? Progress { get; init; }

    /// <summary>What the connection allows at once, shared with all who use it; null for no more limit than
    /// <see cref="ThrottleLimit"/>.</summary>
    public ConnectionBudget? Budget { get; init; }

    /// <summary>How many parts may be taken on at once; those that wait for their turn hold nothing.</summary>
    internal int PartsAtOnce => Budget is null ? ThrottleLimit : Math.Min(ThrottleLimit, ConnectionBudget.MostParts);

    internal RetryPolicy Retries => new(Attempts, RetryDelay);

    internal UploadOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThrottleLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExpectedSize ?? 1, 1);
        if (PartSize is { } partSize)
        {
            PartPlan.CheckPartSize(partSize);
        }

        return this;
    }
}
