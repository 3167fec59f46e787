using System.Management.Automation;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>What a user names archives by, collected, and completed from the catalogue.</summary>
internal sealed class RestoreSource
{
    private readonly List<RestoreItem> _items = [];

    public int Count => _items.Count;

    /// <summary>An archive, anything that has an ArchiveId, or an ID.</summary>
    public void Add(PSObject input, string vaultName)
    {
        if (input.BaseObject is ArchiveListing archive)
        {
            RestoreItem item = RestoreItem.Of(archive);
            _items.Add(item.VaultName.Length > 0 ? item : item with { VaultName = vaultName });
        }
        else
        {
            AddId(input.BaseObject as string ?? input.Properties["ArchiveId"]?.Value as string ?? "", vaultName);
        }
    }

    public void AddId(string archiveId, string vaultName)
    {
        string id = archiveId.Trim();
        if (id.Length == 0 || id.Any(char.IsWhiteSpace))
        {
            throw new GlacierInputException("InvalidId", $"'{archiveId}' is not an archive, nor the ID of one.");
        }

        _items.Add(new RestoreItem { VaultName = vaultName, ArchiveId = id });
    }

    public void Add(IEnumerable<CatalogArchive> archives) => _items.AddRange(archives.Select(RestoreItem.Of));

    /// <summary>The archives, with what the catalogue knows of those that were named by their ID alone.</summary>
    public IReadOnlyCollection<RestoreItem> Complete(
        Func<string, VaultCatalog?> catalogOf,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<(string, string), RestoreItem>();
        foreach (
            IGrouping<string, RestoreItem> vault in _items
                .Where(item => item.Name is null)
                .GroupBy(item => item.VaultName)
        )
        {
            string[] wanted = [.. vault.Select(item => item.ArchiveId).Distinct()];
            foreach (CatalogArchive archive in catalogOf(vault.Key)?.Find(wanted, cancellationToken) ?? [])
            {
                known[(vault.Key, archive.ArchiveId)] = RestoreItem.Of(archive);
            }
        }

        return
        [
            .. _items.Select(item =>
                item.Name is null ? known.GetValueOrDefault((item.VaultName, item.ArchiveId), item) : item
            ),
        ];
    }
}
