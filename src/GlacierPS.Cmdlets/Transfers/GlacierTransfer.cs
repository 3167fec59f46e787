using GlacierPS.Core.Transfer;

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
public sealed class GlacierTransfer
{
    internal GlacierTransfer(UnfinishedUpload upload)
    {
        Upload = upload;
        Direction = TransferDirection.Upload;
        (VaultName, UploadId, Path, Description) = (upload.VaultName, upload.UploadId, upload.Path, upload.Description);
        (SizeInBytes, BytesDone) = (upload.SizeInBytes, upload.BytesSent);
        (Started, InUse, Connection, JournalPath) = (upload.Started, upload.InUse, upload.Connection, upload.JournalPath);
    }

    internal GlacierTransfer(UnfinishedDownload download)
    {
        Download = download;
        Direction = TransferDirection.Download;
        (VaultName, JobId, ArchiveId, Path) = (download.VaultName, download.JobId, download.ArchiveId, download.Path);
        (SizeInBytes, BytesDone) = (download.SizeInBytes, download.BytesStored);
        (Started, InUse, Connection, JournalPath) = (download.Started, download.InUse, download.Connection, download.JournalPath);
    }

    /// <summary>Which way it goes.</summary>
    public TransferDirection Direction { get; }

    /// <summary>The vault.</summary>
    public string VaultName { get; }

    /// <summary>The file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Bytes in all; 0 for a stream that does not know.</summary>
    public long SizeInBytes { get; }

    /// <summary>Bytes that the service holds, or that are stored and verified here.</summary>
    public long BytesDone { get; }

    /// <summary>When it was begun, in UTC. The service forgets an upload after 24 hours without a part.</summary>
    public DateTime Started { get; }

    /// <summary>The multipart upload; null for a download, and where the service's answer was not heard.</summary>
    public string? UploadId { get; }

    /// <summary>The job; null for an upload.</summary>
    public string? JobId { get; }

    /// <summary>The archive that is fetched; null for an upload, and for an inventory.</summary>
    public string? ArchiveId { get; }

    /// <summary>The description that the archive will have; null for a download.</summary>
    public string? Description { get; }

    /// <summary>Whether a process is at it now.</summary>
    public bool InUse { get; }

    /// <summary>Endpoint or folder, region, account and profile that it was begun with.</summary>
    public string Connection { get; }

    /// <summary>Full path of its journal.</summary>
    public string JournalPath { get; }

    internal UnfinishedUpload? Upload { get; }

    internal UnfinishedDownload? Download { get; }
}
