using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>A file that Receive-GlacierJobOutput wrote.</summary>
public sealed class ArchiveReceived
{
    internal ArchiveReceived(JobDescription job, SavedOutput saved, string name)
    {
        VaultName = job.VaultName;
        JobId = job.JobId;
        ArchiveId = job.ArchiveId;
        Name = name;
        Path = saved.Path;
        SizeInBytes = saved.SizeInBytes;
        SHA256TreeHash = saved.SHA256TreeHash.ToString();
        Verified = saved.Verified;
    }

    internal ArchiveReceived(UnfinishedDownload download, SavedOutput saved, string name)
    {
        VaultName = download.VaultName;
        JobId = download.JobId;
        ArchiveId = download.ArchiveId;
        Name = name;
        Path = saved.Path;
        SizeInBytes = saved.SizeInBytes;
        SHA256TreeHash = saved.SHA256TreeHash.ToString();
        Verified = saved.Verified;
    }

    /// <summary>The vault it came from.</summary>
    public string VaultName { get; }

    /// <summary>The job whose output it is.</summary>
    public string JobId { get; }

    /// <summary>The archive; null for an inventory.</summary>
    public string? ArchiveId { get; }

    /// <summary>The name from the archive's description, or the one that was given.</summary>
    public string Name { get; }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Bytes in it.</summary>
    public long SizeInBytes { get; }

    /// <summary>Its tree hash, computed from what arrived.</summary>
    public string SHA256TreeHash { get; }

    /// <summary>Whether the tree hash is the one that the service told; false where it tells none.</summary>
    public bool Verified { get; }
}
