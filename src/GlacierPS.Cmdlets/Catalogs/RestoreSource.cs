using System.Management.Automation;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
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
        else if (input.BaseObject is string id)
        {
            AddId(id, vaultName);
        }
        else
        {
            string archiveId = TextOf(input, "ArchiveId", "GlacierArchiveID") ?? "";
            string? name = TextOf(input, "Name", "FileName");
            AddId(archiveId, vaultName, name == archiveId ? null : name, TextOf(input, "SHA256TreeHash"));
        }
    }

    /// <param name="archiveId">The archive's ID.</param>
    /// <param name="vaultName">Its vault.</param>
    /// <param name="name">The name that the user's own list has; null is the one that is known otherwise.</param>
    /// <param name="treeHash">The tree hash that the list has, to compare with.</param>
    public void AddId(string archiveId, string vaultName, string? name = null, string? treeHash = null)
    {
        string id = archiveId.Trim();
        if (id.Length == 0 || id.Any(char.IsWhiteSpace))
        {
            throw new GlacierInputException("InvalidId", $"'{archiveId}' is not an archive, nor the ID of one.");
        }

        _items.Add(
            new RestoreItem
            {
                VaultName = vaultName,
                ArchiveId = id,
                Name = name,
                SHA256TreeHash = Sha256Digest.TryParse(treeHash, out _) ? treeHash : null,
            }
        );
    }

    private static string? TextOf(PSObject input, params string[] properties) =>
        properties
            .Select(name => input.Properties[name]?.Value?.ToString())
            .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    public void Add(IEnumerable<CatalogArchive> archives) => _items.AddRange(archives.Select(RestoreItem.Of));

    /// <summary>What the catalogue knows, under the name and with the tree hash that the user's list has.</summary>
    private static RestoreItem Named(RestoreItem known, RestoreItem given) =>
        (given.Name is null ? known : known with { Name = given.Name, OtherNames = [] }) with
        {
            SHA256TreeHash = given.SHA256TreeHash ?? known.SHA256TreeHash,
        };

    /// <summary>The archives, with what the catalogue knows of those that were named by their ID alone.</summary>
    public IReadOnlyCollection<RestoreItem> Complete(
        Func<string, VaultCatalog?> catalogOf,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<(string, string), RestoreItem>();
        foreach (
            IGrouping<string, RestoreItem> vault in _items
                .Where(item => item.CreationDate is null)
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
                item.CreationDate is null && known.TryGetValue((item.VaultName, item.ArchiveId), out RestoreItem? found)
                    ? Named(found, item)
                    : item
            ),
        ];
    }
}
