using GlacierPS.Core.Transfer;

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

    /// <summary>Bytes in it.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, as computed here and by the service.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>The file it was made from; null for a stream.</summary>
    public string? Path { get; init; }

    /// <summary>Its path at the service.</summary>
    public required string Location { get; init; }

    internal static ArchiveSent From(SentArchive sent, string name) => new()
    {
        VaultName = sent.VaultName,
        ArchiveId = sent.ArchiveId,
        Name = name,
        SizeInBytes = sent.SizeInBytes,
        SHA256TreeHash = sent.SHA256TreeHash.ToString(),
        Description = sent.Description,
        Path = sent.Path,
        Location = sent.Location,
    };
}
