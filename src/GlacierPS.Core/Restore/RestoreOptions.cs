using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Restore;

/// <summary>How archives are restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>The folder that files go below.</summary>
    public required string Folder { get; init; }

    /// <summary>The tier of the jobs that are started.</summary>
    public RetrievalTier Tier { get; init; } = RetrievalTier.Standard;

    /// <summary>Jobs are started for at most so many bytes in any hour; null is no limit.</summary>
    public long? MaxBytesPerHour { get; init; }

    /// <summary>Files fetched at once, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>How each is fetched.</summary>
    public DownloadOptions Download { get; init; } = new();

    /// <summary>Makes what is told how one file goes; null for nothing.</summary>
    public Func<ITransferProgress>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The least bytes in a second that a download is trusted to manage: decides whether a job's output lasts.
    /// </summary>
    public long AssumedRate { get; init; } = 2 << 20;
}
