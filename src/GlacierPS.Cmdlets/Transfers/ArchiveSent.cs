using GlacierPS.Core.Naming;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>An archive that Send-GlacierArchive or Complete-GlacierMultipartUpload stored.</summary>
public sealed record ArchiveSent
{
    /// <summary>The vault it is in.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its ID, the only handle to it.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The name that is kept in its description.</summary>
    public required string Name { get; init; }

    /// <summary>When the file was last written, in UTC, as the description tells; null if it does not.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>
    /// Size of the file in bytes before that tool compressed or encrypted it; null if the description does not tell.
    /// </summary>
    public long? OriginalSize { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, as computed here and by the service.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>The file it was made from; null for a stream.</summary>
    public string? FullName { get; init; }

    /// <summary>Its path at the service.</summary>
    public required string Location { get; init; }

    /// <param name="sent">What the upload gave.</param>
    /// <param name="name">The name that the file was sent under; null for the one that the description tells.</param>
    internal static ArchiveSent From(SentArchive sent, string? name = null)
    {
        ArchiveName kept = ArchiveDescription.Read(sent.Description);
        return new ArchiveSent
        {
            VaultName = sent.VaultName,
            ArchiveId = sent.ArchiveId,
            Name = name ?? kept.Name,
            ModifiedTime = kept.ModifiedTime,
            WrittenBy = kept.WrittenBy,
            OriginalSize = kept.OriginalSize,
            SizeInBytes = sent.SizeInBytes,
            SHA256TreeHash = sent.SHA256TreeHash.ToString(),
            Description = sent.Description,
            FullName = sent.Path,
            Location = sent.Location,
        };
    }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;
}
