using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>An archive that is to become a file; what is null is asked of the service when its job is there.</summary>
public sealed record RestoreItem
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name, as it came out of the vault.</summary>
    public string? Name { get; init; }

    /// <summary>When the file was last written, in UTC.</summary>
    public DateTime? ModifiedTime { get; init; }

    /// <summary>The tool that wrote its description.</summary>
    public ArchiveTool WrittenBy { get; init; }

    /// <summary>Bytes in the file before that tool compressed or encrypted it.</summary>
    public long? OriginalSize { get; init; }

    /// <summary>When the archive was stored, in UTC: of several of one name, the newest gets it.</summary>
    public DateTime? CreationDate { get; init; }

    /// <summary>Its bytes.</summary>
    public long? SizeInBytes { get; init; }

    /// <summary>Its tree hash.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>An archive out of a list.</summary>
    public static RestoreItem Of(ArchiveListing archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return new RestoreItem
        {
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            ModifiedTime = archive.ModifiedTime,
            WrittenBy = archive.WrittenBy,
            OriginalSize = archive.OriginalSize,
            CreationDate = archive.CreationDate,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
        };
    }
}
