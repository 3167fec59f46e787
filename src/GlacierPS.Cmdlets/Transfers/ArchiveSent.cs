using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>An archive that Send-GlacierArchive stored.</summary>
public sealed class ArchiveSent
{
    internal ArchiveSent(SentArchive sent, string name)
    {
        VaultName = sent.VaultName;
        ArchiveId = sent.ArchiveId;
        Name = name;
        SizeInBytes = sent.SizeInBytes;
        SHA256TreeHash = sent.SHA256TreeHash.ToString();
        Description = sent.Description;
        Path = sent.Path;
        Location = sent.Location;
    }

    /// <summary>The vault it is in.</summary>
    public string VaultName { get; }

    /// <summary>Its ID, the only handle to it.</summary>
    public string ArchiveId { get; }

    /// <summary>The name that is kept in its description.</summary>
    public string Name { get; }

    /// <summary>Bytes in it.</summary>
    public long SizeInBytes { get; }

    /// <summary>Its tree hash, as computed here and by the service.</summary>
    public string SHA256TreeHash { get; }

    /// <summary>Its description.</summary>
    public string? Description { get; }

    /// <summary>The file it was made from; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Its path at the service.</summary>
    public string Location { get; }
}
