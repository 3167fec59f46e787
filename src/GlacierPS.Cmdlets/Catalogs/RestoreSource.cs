using System.Management.Automation;
using GlacierPS.Cmdlets.Drive;
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

    // Get-ChildItem -Recurse on the drive gives folders and what is in them.
    private readonly Dictionary<(string, string), RestoreItem> _ofFolders = [];

    // Copy-GlacierItem gives an archive once for each of its names that are copied.
    private readonly Dictionary<(string, string), List<RestoreItem>> _named = [];

    public int Count => _items.Count + _ofFolders.Count + _named.Count;

    /// <summary>
    /// An archive, a folder with all that is in it, anything that has an ArchiveId, or an ID. An archive that comes by
    /// its folder as well is one.
    /// </summary>
    public void Add(PSObject input, string vaultName, CancellationToken cancellationToken)
    {
        if (input.BaseObject is ArchiveFolder folder)
        {
            foreach (CatalogArchive found in folder.ReadArchives(cancellationToken))
            {
                _ofFolders.TryAdd((found.VaultName, found.ArchiveId), RestoreItem.Of(found));
            }

            return;
        }

        if (input.BaseObject is RestoreItem named)
        {
            (string, string) key = (named.VaultName, named.ArchiveId);
            if (!_named.TryGetValue(key, out List<RestoreItem>? names))
            {
                _named[key] = names = new List<RestoreItem>(1);
            }

            names.Add(named);
        }
        else if (input.BaseObject is ArchiveListing archive)
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
        HashSet<(string, string)> alone = [.. _items.Select(item => (item.VaultName, item.ArchiveId))];
        _items.AddRange(_ofFolders.Where(found => !alone.Contains(found.Key)).Select(found => found.Value));
        _ofFolders.Clear();
        _items.AddRange(_named.Values.Select(names => names is [var only] ? only : names[0].With(names.Skip(1))));
        _named.Clear();
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
