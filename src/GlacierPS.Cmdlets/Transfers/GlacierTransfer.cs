using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>Which way a transfer goes.</summary>
public enum TransferDirection
{
    /// <summary>From a file, or a stream, into a vault.</summary>
    Upload,

    /// <summary>From a job's output into a file.</summary>
    Download,
}

/// <summary>A transfer that was begun and did not come to its end, as its journal tells it.</summary>
public sealed record GlacierTransfer
{
    /// <summary>Which way it goes.</summary>
    public required TransferDirection Direction { get; init; }

    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The file; null for a stream.</summary>
    public string? FullName { get; init; }

    /// <summary>Bytes in all; 0 for a stream that does not know.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Bytes that the service holds, or that are stored and verified here.</summary>
    public long BytesDone { get; init; }

    /// <summary>When it was begun, in UTC. The service forgets an upload after 24 hours without a part.</summary>
    public DateTime Started { get; init; }

    /// <summary>The multipart upload; null for a download, and where the service's answer was not heard.</summary>
    public string? UploadId { get; init; }

    /// <summary>The job; null for an upload.</summary>
    public string? JobId { get; init; }

    /// <summary>The archive that is fetched; null for an upload, and for an inventory.</summary>
    public string? ArchiveId { get; init; }

    /// <summary>The description that the archive will have; null for a download.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a process is at it now.</summary>
    public bool InUse { get; init; }

    /// <summary>Endpoint or folder, region, account and profile that it was begun with.</summary>
    public required string Connection { get; init; }

    /// <summary>Full path of its journal.</summary>
    public required string JournalPath { get; init; }

    internal static GlacierTransfer From(UnfinishedUpload upload) =>
        new()
        {
            Direction = TransferDirection.Upload,
            VaultName = upload.VaultName,
            FullName = upload.Path,
            SizeInBytes = upload.SizeInBytes,
            BytesDone = upload.BytesSent,
            Started = upload.Started,
            UploadId = upload.UploadId,
            Description = upload.Description,
            InUse = upload.InUse,
            Connection = upload.Connection,
            JournalPath = upload.JournalPath,
        };

    internal static GlacierTransfer From(UnfinishedDownload download) =>
        new()
        {
            Direction = TransferDirection.Download,
            VaultName = download.VaultName,
            FullName = download.Path,
            SizeInBytes = download.SizeInBytes,
            BytesDone = download.BytesStored,
            Started = download.Started,
            JobId = download.JobId,
            ArchiveId = download.ArchiveId,
            InUse = download.InUse,
            Connection = download.Connection,
            JournalPath = download.JournalPath,
        };

    /// <summary>Full path of the journal. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => JournalPath;
}
