namespace GlacierPS.Core.Transfer;

/// <summary>A multipart upload that was begun and is not complete, as its journal tells it.</summary>
public sealed record UnfinishedUpload
{
    /// <summary>Account, region and endpoint, as <see cref="UploadOptions.Connection"/> said.</summary>
    public required string Connection { get; init; }

    /// <summary>The vault that it goes to.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its ID at the service; null if the service was asked for one, and its answer not heard.</summary>
    public string? UploadId { get; init; }

    /// <summary>Full path of the file; null for a stream, which cannot be continued.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes in the file; 0 for a stream.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>
    /// When the file had last been written, in UTC. Another time means another file, which is sent anew.
    /// </summary>
    public required DateTime LastWriteTime { get; init; }

    /// <summary>Bytes in each part but the last.</summary>
    public required long PartSize { get; init; }

    /// <summary>The description that the archive will have.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// When it was begun, in UTC. The service forgets it after 24 hours without a part (glacier-api.md §6.4).
    /// </summary>
    public required DateTime Started { get; init; }

    /// <summary>Parts that were sent.</summary>
    public required int PartsSent { get; init; }

    /// <summary>Bytes that were sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Whether a process is sending it now.</summary>
    public required bool InUse { get; init; }

    /// <summary>Full path of its journal.</summary>
    public required string JournalPath { get; init; }
}
