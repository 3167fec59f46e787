using GlacierPS.Core.Protocol;
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

    /// <summary>The bytes for which jobs are started in any hour, at least 1; null is no limit.</summary>
    public long? MaxBytesPerHour { get; init; }

    /// <summary>Files downloaded, and jobs started, at the same time; at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

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
    /// The time before a job is started again that the service throttled; doubled each time, up to two minutes.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);
}
