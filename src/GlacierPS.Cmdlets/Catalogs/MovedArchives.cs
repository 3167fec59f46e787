using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// The archives of a restore that are in their vaults no longer, as far as the catalogue knows, and whose copies are in
/// buckets.
/// </summary>
internal sealed class MovedArchives : IDisposable
{
    private readonly Dictionary<(string VaultName, string ArchiveId), CopyPlace> _places = [];
    private readonly List<IBucket> _buckets = [];

    private MovedArchives(IReadOnlyCollection<RestoreItem> items) => Items = items;

    /// <summary>All items, with what the copies tell of those that the catalogue does not know.</summary>
    public IReadOnlyCollection<RestoreItem> Items { get; private set; }

    /// <summary>Refuses a limit of cost that could not be kept.</summary>
    /// <exception cref="GlacierInputException">PriceUnknown.</exception>
    public void Allow(decimal? maxCost)
    {
        if (maxCost is not null && _places.Count > 0)
        {
            throw new GlacierInputException(
                "PriceUnknown",
                $"{Quantity.Of(_places.Count, "archive is", "archives are")} in a bucket, and what S3 asks for "
                    + "restoring them is not in the table of prices: no limit can be kept. Leave -MaxCost away for "
                    + "them."
            );
        }
    }

    /// <summary>What a restore costs: not known, where any of them are in buckets.</summary>
    public RestoreEstimate Priced(RestoreEstimate estimate) =>
        _places.Count == 0
            ? estimate
            : estimate with
            {
                RetrievalCost = null,
                PricesFrom = "some are in a bucket, and S3's prices of restoring are in no table here",
            };

    /// <summary>Looks them up in this machine's records. The buckets are not asked yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="items">What is to be restored.</param>
    /// <param name="reached">How a bucket is reached, by how it was when it was copied to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<MovedArchives> FindAsync(
        GlacierConnection connection,
        IReadOnlyCollection<RestoreItem> items,
        Func<CopySettings, CopySettings> reached,
        CancellationToken cancellationToken
    )
    {
        var moved = new MovedArchives(items);
        foreach (IGrouping<string, RestoreItem> vault in items.GroupBy(item => item.VaultName))
        {
            if (await FolderAsync(connection, vault.Key, cancellationToken) is { } folder)
            {
                using var records = new CopyRecords(folder, vault.Key);
                VaultCatalog catalog = CopyFolders.CatalogIn(folder, vault.Key);
                moved.Find(connection, reached, records, catalog, vault, cancellationToken);
            }
        }

        moved.Items = [.. items.Select(moved.Complete)];
        return moved;
    }

    /// <summary>The service, with the buckets behind it.</summary>
    public IGlacier Behind(IGlacier glacier) => _places.Count == 0 ? glacier : new CopiedVaults(glacier, _places);

    /// <inheritdoc/>
    public void Dispose() => _buckets.ForEach(bucket => bucket.Dispose());

    /// <summary>
    /// The folder of the vault's records; null where this machine has none, and nothing is to be found.
    /// </summary>
    private static async Task<string?> FolderAsync(
        GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return CopyFolders.HasAny(connection)
                ? await connection.CopyFolderAsync(vaultName, cancellationToken)
                : null;
        }
        catch (GlacierException)
        {
            // The restore asks for the same, and tells it.
            return null;
        }
    }

    private void Find(
        GlacierConnection connection,
        Func<CopySettings, CopySettings> reached,
        CopyRecords records,
        VaultCatalog catalog,
        IGrouping<string, RestoreItem> vault,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<CopyDestination> destinations = records.Destinations();
        if (destinations.Count == 0)
        {
            return;
        }

        HashSet<string> gone = [.. vault.Select(item => item.ArchiveId)];
        gone.ExceptWith(catalog.Find([.. gone], cancellationToken).Select(archive => archive.ArchiveId));
        foreach (CopyDestination destination in destinations)
        {
            IReadOnlyDictionary<string, ManifestEntry> found = records.Find(destination, gone);
            if (found.Count == 0)
            {
                continue;
            }

            IBucket bucket = connection.OpenBucket(destination.Bucket, reached(destination.Settings));
            _buckets.Add(bucket);
            foreach ((string id, ManifestEntry entry) in found)
            {
                _places[(vault.Key, id)] = new CopyPlace(bucket, entry);
                gone.Remove(id);
            }
        }
    }

    private RestoreItem Complete(RestoreItem item)
    {
        if (
            item.CreationDate is not null
            || !_places.TryGetValue((item.VaultName, item.ArchiveId), out CopyPlace? place)
        )
        {
            return item;
        }

        var known = RestoreItem.Of(CopyPlace.ArchiveOf(item.VaultName, place.Bucket.Name, place.Entry));
        return known with
        {
            Name = item.Name ?? known.Name,
            SHA256TreeHash = item.SHA256TreeHash ?? known.SHA256TreeHash,
        };
    }
}
