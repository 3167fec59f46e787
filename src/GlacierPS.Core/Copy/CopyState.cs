namespace GlacierPS.Core.Copy;

/// <summary>Whether a vault is being copied.</summary>
public enum CopyStage
{
    /// <summary>A process of this machine copies it.</summary>
    Running,

    /// <summary>The last call was stopped, or died. The same command goes on.</summary>
    Stopped,

    /// <summary>The last call came to its end, and could not copy some archives.</summary>
    Incomplete,

    /// <summary>The last call has copied all that it was to copy.</summary>
    Complete,
}

/// <summary>How far the copy of a vault has come.</summary>
public sealed record CopyState
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the keys begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>Whether it is being copied.</summary>
    public required CopyStage State { get; init; }

    /// <summary>Archives that the last call was to copy.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives of these whose copy is proven, those that were there already included.</summary>
    public long Copied { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesCopied { get; init; }

    /// <summary>Copies of this vault there that this machine knows of, of all calls.</summary>
    public long KnownCopies { get; init; }

    /// <summary>
    /// Bytes a second, from the first archive that the last call has moved to the last one; null before.
    /// </summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>How long the rest takes at that speed; null where nothing runs, or nothing was moved yet.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Retrieval jobs of the vault that run, whoever started them.</summary>
    public long JobsInProgress { get; init; }

    /// <summary>Retrieval jobs whose output is ready, and whose archive is not copied yet.</summary>
    public long JobsReady { get; init; }

    /// <summary>Multipart uploads that are open below the prefix.</summary>
    public long OpenUploads { get; init; }

    /// <summary>Archives that the last call could not copy.</summary>
    public long Failed { get; init; }

    /// <summary>Archives for which the last call started no job, since -MaxCost was reached.</summary>
    public long NotStarted { get; init; }

    /// <summary>What these are, and why.</summary>
    public CopyFailure[] Failures { get; init; } = [];

    /// <summary>US dollars of jobs that calls with -MaxCost have started on the vault within 30 days.</summary>
    public decimal Spent { get; init; }

    /// <summary>When the last call began, in UTC.</summary>
    public DateTime Begun { get; init; }

    /// <summary>When it had moved its last archive, in UTC; null if it has none.</summary>
    public DateTime? LastCopied { get; init; }

    /// <summary>When it came to its end, in UTC; null if it did not.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;

    /// <summary>What this machine's records say; what runs at the services is not asked for.</summary>
    public static CopyState Of(
        CopyDestination destination,
        IReadOnlyList<CopyFailure> failures,
        long known,
        bool isRunning,
        DateTime now
    )
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(failures);
        TimeSpan moving = destination is { MovingSince: { } since, LastCopied: { } last }
            ? (isRunning ? now : last) - since
            : TimeSpan.Zero;
        double? speed = moving > TimeSpan.Zero ? destination.BytesMoved / moving.TotalSeconds : null;
        long notStarted = failures.Count(failure => failure.ErrorId == "MaxCostReached");
        return new CopyState
        {
            VaultName = destination.VaultName,
            Bucket = destination.Bucket,
            Prefix = destination.Prefix,
            State =
                isRunning ? CopyStage.Running
                : destination.Ended is null ? CopyStage.Stopped
                : destination.Copied < destination.Archives ? CopyStage.Incomplete
                : CopyStage.Complete,
            Archives = destination.Archives,
            SizeInBytes = destination.SizeInBytes,
            Copied = destination.Copied,
            BytesCopied = destination.BytesCopied,
            KnownCopies = known,
            BytesPerSecond = speed,
            TimeLeft =
                isRunning && speed > 0
                    ? TimeSpan.FromSeconds(
                        Math.Min((destination.SizeInBytes - destination.BytesCopied) / speed.Value, 1e9)
                    )
                    : null,
            Failed = failures.Count - notStarted,
            NotStarted = notStarted,
            Failures = [.. failures],
            Begun = destination.Begun,
            LastCopied = destination.LastCopied,
            Ended = destination.Ended,
        };
    }
}
