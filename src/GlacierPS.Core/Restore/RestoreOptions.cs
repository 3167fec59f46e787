using GlacierPS.Core.Leases;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>How archives are restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>The folder below which files are written.</summary>
    public required string Folder { get; init; }

    /// <summary>The tier of the jobs that are started.</summary>
    public RetrievalTier Tier { get; init; } = RetrievalTier.Standard;

    /// <summary>What the jobs are described as, for those who list them.</summary>
    public string JobDescription { get; init; } = "GlacierPS: restore";

    /// <summary>The bytes for which jobs are started in any hour, at least 1; null is no limit.</summary>
    public long? MaxBytesPerHour { get; init; }

    /// <summary>What the jobs may cost; null is no limit. One that would pass it is its archive's error.</summary>
    public SpendingLimit? MaxCost { get; init; }

    /// <summary>
    /// What the jobs of all machines that share the work may start, in the place of both limits; null alone.
    /// </summary>
    public ShareBudget? Share { get; init; }

    /// <summary>Files downloaded, and jobs started, at the same time; at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>
    /// Whether to do what can be done now and no more: jobs are started, outputs that are there are downloaded, and the
    /// rest is left for a later call.
    /// </summary>
    public bool NoWait { get; init; }

    /// <summary>How long to go on, from the end of the planning; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Time between two questions about jobs; null as <see cref="JobWaitOptions.PollInterval"/> says.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>How each output is downloaded.</summary>
    public DownloadOptions Download { get; init; } = new();

    /// <summary>Makes the receiver of one file's progress; null for none.</summary>
    public Func<ITransferProgress>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Bytes a second that a download is assumed to reach: decides whether a job's output will last until it is
    /// downloaded.
    /// </summary>
    public long AssumedRate { get; init; } = 2 << 20;

    /// <summary>
    /// Bytes that a machine stages at first, where several share the work: outputs last for a day. Once it is known how
    /// fast it downloads, it is what it downloads in 12 hours.
    /// </summary>
    public long StagedBytes { get; init; } = 1L << 40;

    /// <summary>
    /// The longest pause before a request is made again that failed for a passing reason; doubled each time, up to 30
    /// s.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);
}
