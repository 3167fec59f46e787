using System.Text;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// A vault's catalogue as folders, for who looks around in it. The folders are kept in memory from the first question
/// on, until the catalogue changes; names are read from the disk. Paths are spelled as they can be shown and typed: no
/// control characters, no <c>\</c> and <c>:</c>, compared in any case.
/// </summary>
/// <param name="catalog">The vault's catalogue.</param>
public sealed class CatalogFolders(VaultCatalog catalog)
{
    private volatile FolderIndex? _index;

    /// <summary>The catalogue.</summary>
    public VaultCatalog Catalog => catalog;

    /// <summary>Whether there is a folder, or any name if the path is empty.</summary>
    /// <param name="path">Segments with slashes between, none at the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public bool HasFolder(string path, CancellationToken cancellationToken) =>
        catalog.TryRead((database, vault) => IndexOf(database, vault, cancellationToken).Has(FolderKey(path)));

    /// <summary>The folder of a path; null if there is none.</summary>
    /// <inheritdoc cref="HasFolder" path="/param"/>
    /// <inheritdoc cref="HasFolder" path="/exception"/>
    public CatalogEntry? FindFolder(string path, CancellationToken cancellationToken) =>
        catalog.TryRead(
            (database, vault) =>
            {
                FolderIndex index = IndexOf(database, vault, cancellationToken);
                string key = FolderKey(path);
                return index.Has(key) ? new CatalogEntry(path, null) { Archives = index.NamesBelow(key) } : null;
            }
        );

    /// <summary>Whether an archive has such a name.</summary>
    /// <inheritdoc cref="HasFolder" path="/param"/>
    /// <inheritdoc cref="HasFolder" path="/exception"/>
    public bool HasArchive(string path, CancellationToken cancellationToken) =>
        catalog.TryRead((database, vault) => Named(database, vault, path, cancellationToken).Any());

    /// <summary>The archives of that name, which may be several.</summary>
    /// <inheritdoc cref="HasFolder" path="/param"/>
    /// <inheritdoc cref="HasFolder" path="/exception"/>
    public IReadOnlyList<CatalogEntry> FindArchives(string path, CancellationToken cancellationToken) =>
        catalog.TryRead(
            (database, vault) =>
            {
                using var reader = new CatalogReader(database, vault, cancellationToken);
                return Named(database, vault, path, cancellationToken)
                    .ToList()
                    .ConvertAll(found => new CatalogEntry(
                        Join(Parent(path), found.Shown),
                        reader.ReadNumber(found.Number)
                    )
                    {
                        Name = found.Name,
                    });
            }
        ) ?? [];

    /// <summary>
    /// What is in a folder: its folders, then its archives, then what is below each of the folders. Read as it is asked
    /// for.
    /// </summary>
    /// <param name="path">Segments with slashes between, none at the end; empty for the vault.</param>
    /// <param name="depth">How many levels further down; 0 is the folder alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="HasFolder" path="/exception"/>
    public IEnumerable<CatalogEntry> List(string path, long depth, CancellationToken cancellationToken) =>
        catalog.Stream(
            (database, vault) =>
                Walk(database, vault, IndexOf(database, vault, cancellationToken), path, depth, cancellationToken)
        );

    /// <summary>
    /// How a folder is spelled in names of archives: several times, where spellings differ by capitals or signs alone.
    /// </summary>
    /// <param name="path">Segments with slashes between, none at the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Paths with a slash at their end; none if there is no such folder.</returns>
    /// <inheritdoc cref="HasFolder" path="/exception"/>
    public IReadOnlyList<string> SpellingsOf(string path, CancellationToken cancellationToken) =>
        catalog.TryRead(
            (database, vault) => IndexOf(database, vault, cancellationToken).SpellingsOf(FolderKey(path)).ToList()
        ) ?? [];

    private static IEnumerable<CatalogEntry> Walk(
        Database database,
        VaultRow vault,
        FolderIndex index,
        string top,
        long depth,
        CancellationToken cancellationToken
    )
    {
        using var reader = new CatalogReader(database, vault, cancellationToken);
        var waiting = new Stack<(string Key, string Path, long Depth)>();
        waiting.Push((FolderKey(top), top, depth));
        while (waiting.TryPop(out (string Key, string Path, long Depth) folder))
        {
            List<ChildFolder> children = [.. index.Children(folder.Key)];
            foreach (ChildFolder child in children)
            {
                yield return new CatalogEntry(Join(folder.Path, child.Name), null) { Archives = child.Names };
            }

            foreach (Folder row in index.At(folder.Key))
            {
                foreach (FoundName found in NamesIn(database, row, cancellationToken))
                {
                    yield return new CatalogEntry(Join(folder.Path, found.Shown), reader.ReadNumber(found.Number))
                    {
                        Name = found.Name,
                    };
                }
            }

            for (int i = children.Count - 1; i >= 0 && folder.Depth > 0; i--)
            {
                waiting.Push((children[i].Key, Join(folder.Path, children[i].Name), folder.Depth - 1));
            }
        }
    }

    /// <summary>All names in a folder, in the order of their keys, with its count and sum compared.</summary>
    private static IEnumerable<FoundName> NamesIn(Database database, Folder folder, CancellationToken cancellationToken)
    {
        long count = 0,
            sum = 0;
        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder = ?1 ORDER BY n.key"
        );
        select.Bind(1, folder.Id);
        while (select.Step())
        {
            if (count++ % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return ReadName(select, database, folder, ref sum);
        }

        if (count != folder.Names || sum != folder.Sum)
        {
            throw database.Damaged(
                $"in the folder '{folder.Path}' it has {Quantity.Of(count, "name")} instead of the "
                    + $"{Digits.Of(folder.Names)} written"
            );
        }
    }

    private static FoundName ReadName(DatabaseStatement select, Database database, Folder folder, ref long sum)
    {
        NameRow row = NameRow.Read(select, database, out long checksum);
        sum += checksum;
        string name = row.Name;
        return new FoundName(ShownPath.OfSegment(name), folder.Path + name, row.Archive);
    }

    /// <summary>
    /// Names are found by their key; only a segment that has signs in it is compared with all that are in the folder.
    /// </summary>
    private IEnumerable<FoundName> Named(
        Database database,
        VaultRow vault,
        string path,
        CancellationToken cancellationToken
    )
    {
        string leaf = path[(path.LastIndexOf('/') + 1)..];
        string key = ShownPath.KeyOf(leaf);
        foreach (Folder folder in IndexOf(database, vault, cancellationToken).At(FolderKey(Parent(path))))
        {
            IEnumerable<FoundName> found = ShownPath.MayStandFor(leaf)
                ? NamesIn(database, folder, cancellationToken).Where(name => ShownPath.KeyOf(name.Shown) == key)
                : NamesOf(database, folder, key);
            foreach (FoundName name in found)
            {
                yield return name;
            }
        }
    }

    private static IEnumerable<FoundName> NamesOf(Database database, Folder folder, string key)
    {
        long sum = 0;
        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder = ?1 AND n.key = ?2"
        );
        select.Bind(1, folder.Id).BindUtf8(2, Encoding.UTF8.GetBytes(key));
        while (select.Step())
        {
            yield return ReadName(select, database, folder, ref sum);
        }
    }

    private FolderIndex IndexOf(Database database, VaultRow vault, CancellationToken cancellationToken) =>
        _index is { } index && index.IsOf(vault) ? index : _index = new FolderIndex(database, vault, cancellationToken);

    private static string FolderKey(string path) => path.Length == 0 ? "" : ShownPath.KeyOf(path) + "/";

    private static string Parent(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>A name in a folder: as it is shown there, as it is written in all, and the archive's number.</summary>
    private readonly record struct FoundName(string Shown, string Name, long Number);
}

/// <summary>An archive or a folder of a vault.</summary>
/// <param name="Path">Segments with slashes between, as they can be shown and typed.</param>
/// <param name="Archive">The archive; null is a folder.</param>
public sealed record CatalogEntry(string Path, CatalogArchive? Archive)
{
    /// <summary>How many names of archives are below a folder, at any depth.</summary>
    public long Archives { get; init; }

    /// <summary>The whole name of the archive that lies at this path, as it is written: it may have others.</summary>
    public string? Name { get; init; }
}
