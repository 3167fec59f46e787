using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>
/// The archives of a vault that have a newer one with the same name and other content. Kept in memory are these, and 16
/// bytes for each name while the catalogue is read.
/// </summary>
public sealed class OlderVersions
{
    private readonly Dictionary<string, DateTime> _dates = new(StringComparer.Ordinal);

    private OlderVersions() { }

    /// <summary>No archives, where there is no catalogue.</summary>
    public static OlderVersions None { get; } = new();

    /// <summary>Reads a vault's catalogue, twice.</summary>
    public static OlderVersions Read(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        HashSet<string> repeated = RepeatedNames(catalog, cancellationToken);
        var older = new OlderVersions();
        if (repeated.Count > 0)
        {
            var filter = new CatalogFilter { Name = name => repeated.Contains(ComparableName.Of(name)) };
            foreach (
                IGrouping<string, CatalogArchive> group in catalog
                    .Read(filter, cancellationToken)
                    .GroupBy(archive => ComparableName.Of(archive.Name), StringComparer.Ordinal)
            )
            {
                CatalogArchive newest = group.MaxBy(archive => archive.CreationDate)!;
                foreach (CatalogArchive archive in group.Where(archive => !IsSameContent(archive, newest)))
                {
                    older._dates.Add(archive.ArchiveId, archive.CreationDate);
                }
            }
        }

        return older;
    }

    /// <summary>
    /// Time at which an archive was stored, in UTC; null unless the vault has a newer one with the same name and other
    /// content.
    /// </summary>
    public DateTime? DateOf(string archiveId) => _dates.TryGetValue(archiveId, out DateTime date) ? date : null;

    private static bool IsSameContent(CatalogArchive one, CatalogArchive other) =>
        one.ArchiveId == other.ArchiveId
        || (one.TreeHash != default && one.TreeHash == other.TreeHash && one.SizeInBytes == other.SizeInBytes);

    private static HashSet<string> RepeatedNames(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Sha256Digest>();
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            string name = ComparableName.Of(archive.Name);
            if (name.Length > 0 && !seen.Add(Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(name))))
            {
                repeated.Add(name);
            }
        }

        return repeated;
    }
}
