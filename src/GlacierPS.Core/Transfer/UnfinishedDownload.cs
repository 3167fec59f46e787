using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>A download that was begun and is not a file yet, as its record tells it.</summary>
public sealed record UnfinishedDownload
{
    /// <summary>Account, region and endpoint, as <see cref="DownloadOptions.Connection"/> said.</summary>
    public required string Connection { get; init; }

    /// <summary>The vault it is from.</summary>
    public required string VaultName { get; init; }

    /// <summary>
    /// The job whose output it is. The service forgets it about a day after its end (glacier-api.md §6.7).
    /// </summary>
    public required string JobId { get; init; }

    /// <summary>The archive, which another job can be started on; null for an inventory.</summary>
    public string? ArchiveId { get; init; }

    /// <summary>The tier that the job had.</summary>
    public RetrievalTier? Tier { get; init; }

    /// <summary>The bytes of the archive that the job retrieved; null for all.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>Full path that the file will have.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes that it will have.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>The time that it will have; null for the time of the download.</summary>
    public DateTime? LastWriteTime { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>Bytes that are there and were verified as they came.</summary>
    public required long BytesStored { get; init; }

    /// <summary>Whether a process is at it now.</summary>
    public required bool InUse { get; init; }

    /// <summary>Full path of its record.</summary>
    public required string JournalPath { get; init; }
}
