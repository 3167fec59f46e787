using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// A folder of the <c>Glacier:</c> drive: what names of archives have in common. It has no property called
/// VaultName, so
/// that no cmdlet takes the whole vault for it.
/// </summary>
public sealed class ArchiveFolder
{
    internal ArchiveFolder(string path, long archives) => (FolderPath, Archives) = (path, archives);

    /// <summary>Its path in the vault as it is shown, with a slash at its end, as archives have theirs.</summary>
    public string Name => FolderPath + "/";

    /// <summary>How many names of archives are in it and below.</summary>
    public long Archives { get; }

    /// <summary>The vault; empty for what is above the vaults.</summary>
    public string InVault { get; internal init; } = "";

    /// <summary>What is in it; null for what is above the vaults.</summary>
    internal CatalogFolders? Contents { get; init; }

    /// <summary>Its path in the vault without that slash.</summary>
    internal string FolderPath { get; }

    /// <summary>The name, which no vault can have.</summary>
    public override string ToString() => Name;

    /// <summary>All archives in it and below, one with several names once.</summary>
    /// <exception cref="GlacierInputException"><c>InvalidId</c>: it is no folder of a vault.</exception>
    internal IEnumerable<CatalogArchive> ReadArchives(CancellationToken cancellationToken) =>
        Contents is null
            ? throw new GlacierInputException("InvalidId", $"'{Name}' is not an archive, nor a folder of a vault.")
            : Contents
                .List(FolderPath, long.MaxValue, cancellationToken)
                .Where(entry => entry.Archive is not null)
                .Select(entry => entry.Archive!)
                .DistinctBy(archive => archive.ArchiveId);
}
