using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>A file that Receive-GlacierJobOutput wrote.</summary>
public sealed record ArchiveReceived
{
    /// <summary>The vault it came from.</summary>
    public required string VaultName { get; init; }

    /// <summary>The job whose output it is.</summary>
    public required string JobId { get; init; }

    /// <summary>The archive; null for an inventory.</summary>
    public string? ArchiveId { get; init; }

    /// <summary>The name from the archive's description, or the one that was given.</summary>
    public required string Name { get; init; }

    /// <summary>When the file was last written, in UTC, as the description tells; null if it does not.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>
    /// Size of the file in bytes before that tool compressed or encrypted it; null if the description does not tell.
    /// </summary>
    public long? OriginalSize { get; init; }

    /// <summary>
    /// The MD5 of the file before that, 32 hexadecimal digits; null if the description does not tell.
    /// </summary>
    public string? OriginalMD5 { get; init; }

    /// <summary>Whether that tool compressed the file: this one has the archive's bytes, not the file's.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether that tool encrypted the file: this one has the archive's bytes, not the file's.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Full path of the file.</summary>
    public required string FullName { get; init; }

    /// <summary>
    /// Full path of the archive's stored bytes, where the file was made of them by expansion; null if the file has
    /// them.
    /// </summary>
    public string? PackedPath { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, computed from what arrived.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>Whether the tree hash is the one that the service told; false where it tells none.</summary>
    public bool Verified { get; init; }

    /// <summary>Why its path differs from its name; null if it does not.</summary>
    public string? RenamedBecause { get; init; }

    /// <summary>
    /// ID of the archive with the same name and content whose download made the file; null if this one's did.
    /// </summary>
    public string? SameAs { get; init; }

    /// <summary>Whether the file was there already, with the archive's content: nothing was fetched.</summary>
    public bool WasThere { get; init; }

    /// <summary>
    /// Whether that file is the one which another tool compressed or encrypted for the vault: it has the MD5 that this
    /// tool kept, and the tree hash is the archive's.
    /// </summary>
    public bool IsOriginal { get; init; }

    /// <summary>
    /// Whether it is a further file of an archive that the catalogue knows by several names: that was downloaded once,
    /// and this is a copy.
    /// </summary>
    public bool IsCopy { get; init; }

    internal static ArchiveReceived From(JobDescription job, OutputTarget target, string name, ArchiveName? kept) =>
        new()
        {
            VaultName = job.VaultName,
            JobId = job.JobId,
            ArchiveId = job.ArchiveId,
            Name = name,
            ModifiedTime = kept?.ModifiedTime,
            WrittenBy = kept?.WrittenBy ?? ArchiveTool.Unknown,
            OriginalSize = kept?.OriginalSize,
            OriginalMD5 = kept?.OriginalMD5,
            Compressed = kept?.Compressed ?? false,
            Encrypted = kept?.Encrypted ?? false,
            FullName = target.Path,
            SizeInBytes = job.ArchiveSizeInBytes ?? 0,
            SHA256TreeHash = job.ArchiveSHA256TreeHash ?? "",
            Verified = true,
            RenamedBecause = target.Reason,
            SameAs = target.SameAs,
        };

    internal static ArchiveReceived From(JobDescription job, SavedOutput saved, string name, ArchiveName? kept) =>
        new()
        {
            VaultName = job.VaultName,
            JobId = job.JobId,
            ArchiveId = job.ArchiveId,
            Name = name,
            ModifiedTime = kept?.ModifiedTime,
            WrittenBy = kept?.WrittenBy ?? ArchiveTool.Unknown,
            OriginalSize = kept?.OriginalSize,
            OriginalMD5 = kept?.OriginalMD5,
            Compressed = kept?.Compressed ?? false,
            Encrypted = kept?.Encrypted ?? false,
            FullName = saved.Path,
            SizeInBytes = saved.SizeInBytes,
            SHA256TreeHash = saved.SHA256TreeHash.ToString(),
            Verified = saved.Verified,
        };

    /// <summary>What is known of the stored bytes, to undo what a tool did to the file.</summary>
    internal ExpansionRequest ToExpand() =>
        new()
        {
            Path = FullName,
            Folder = Path.GetDirectoryName(FullName)!,
            WrittenBy = WrittenBy,
            Compressed = Compressed,
            Encrypted = Encrypted,
            OriginalSize = OriginalSize,
            OriginalMD5 = OriginalMD5,
            ModifiedTime = ModifiedTime,
            ByToolsAlone = true,
        };

    internal static ArchiveReceived From(UnfinishedDownload download, SavedOutput saved, string name) =>
        new()
        {
            VaultName = download.VaultName,
            JobId = download.JobId,
            ArchiveId = download.ArchiveId,
            Name = name,
            ModifiedTime = download.LastWriteTime,
            FullName = saved.Path,
            SizeInBytes = saved.SizeInBytes,
            SHA256TreeHash = saved.SHA256TreeHash.ToString(),
            Verified = saved.Verified,
        };

    /// <summary>Full path of the file. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => FullName;
}
