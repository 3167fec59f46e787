using System.Text;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Finds names that may fit a pattern. Only folders that a pattern's beginning allows are looked through, each of them
/// whole, so that its count and sum tell whether a name is missing.
/// </summary>
/// <param name="database">The catalogue, within a transaction.</param>
/// <param name="vault">The vault's row.</param>
/// <param name="cancellationToken">Ends the search.</param>
/// <param name="namesOfPart">How many names a thread is worth.</param>
internal sealed class NameSearch(
    Database database,
    VaultRow vault,
    CancellationToken cancellationToken,
    long namesOfPart = NameSearch.NamesOfPart
)
{
    // A quarter of a second's work; a thread and its connection cost some milliseconds.
    private const long NamesOfPart = 500_000;

    // Each has a cache of pages of its own.
    private const int MostParts = 4;

    /// <summary>The numbers of the archives; one twice that has two names.</summary>
    public IEnumerable<long> Find(NamePattern[] patterns)
    {
        List<Folder> all = ReadFolders();
        List<Folder> folders = all.FindAll(folder => MayHold(folder, patterns));
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        if (folders.Count == all.Count)
        {
            // One pass over the table costs less than a search for each folder.
            return SearchAll(new FolderRange(folders, first, last), Fitting(patterns));
        }

        return folders.SelectMany(folder => Search(new FolderRange([folder], folder.Id, folder.Id), Fitting(patterns)));
    }

    /// <summary>
    /// The numbers of archives of which a name, with its path, contains a text. A name in its folder has no slash: with
    /// one in the text the folders say where to look, and without one SQLite looks through the names, six times as fast
    /// as they can be read and their sums compared.
    /// </summary>
    public IEnumerable<long> Containing(string text)
    {
        string key = NameKey.Of(text);
        int leaf = key.LastIndexOf('/') + 1;
        List<Folder> folders = ReadFolders();
        foreach (Folder folder in folders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = NameKey.Of(folder.Path);
            string? beginning =
                path.Contains(key, StringComparison.Ordinal) ? ""
                : leaf > 0 && path.EndsWith(key[..leaf], StringComparison.Ordinal) ? key[leaf..]
                : null;
            if (beginning is not null)
            {
                foreach ((long archive, string _) in Beginning(folder, beginning))
                {
                    yield return archive;
                }
            }
        }

        if (leaf == 0)
        {
            (long first, long last) = CatalogSchema.RowsOf(vault.Id);
            byte[] wanted = Encoding.UTF8.GetBytes(key);
            NameRead read = (database, range, token) => Containing(database, range, wanted, token);
            foreach (long number in SearchAll(new FolderRange(folders, first, last), read))
            {
                yield return number;
            }
        }
    }

    /// <summary>Names and folders that begin with a path, up to the next slash.</summary>
    public List<string> At(string path, int most)
    {
        int end = path.LastIndexOf('/') + 1;
        string folderKey = NameKey.Of(path[..end]);
        string key = NameKey.Of(path);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var here = new List<Folder>();
        foreach (Folder folder in ReadFolders())
        {
            string below = NameKey.Of(folder.Path);
            if (below == folderKey)
            {
                here.Add(folder);
            }
            else if (below.StartsWith(key, StringComparison.Ordinal))
            {
                found.Add(folder.Path[..(folder.Path.IndexOf('/', Math.Min(end, folder.Path.Length - 1)) + 1)]);
            }
        }

        foreach (Folder folder in here)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach ((long _, string name) in Beginning(folder, key[folderKey.Length..]))
            {
                if (found.Count >= most)
                {
                    break;
                }

                found.Add(folder.Path + name);
            }
        }

        return [.. found.Take(most)];
    }

    /// <summary>All folders of the vault, checked: there are hundreds of times fewer than archives.</summary>
    public List<Folder> ReadFolders()
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        var folders = new List<Folder>();
        long sum = 0;
        using DatabaseStatement select = database.Prepare(
            $"SELECT id, path, names, names_sum, crc FROM folders WHERE id BETWEEN {first} AND {last} ORDER BY id"
        );
        while (select.Step())
        {
            Folder folder = FolderTable.Read(select, database);
            folders.Add(folder);
            sum += folder.SavedChecksum!.Value;
        }

        return folders.Count == vault.Folders && sum == vault.FoldersSum
            ? folders
            : throw database.Damaged(
                $"of the vault '{vault.Name}' it has {Quantity.Of(folders.Count, "folder")} instead of the "
                    + $"{Digits.Of(vault.Folders)} written"
            );
    }

    private static bool MayHold(Folder folder, NamePattern[] patterns)
    {
        byte[] key = Encoding.UTF8.GetBytes(NameKey.Of(folder.Path));
        return Array.Exists(patterns, pattern => pattern.MayBeIn(key));
    }

    private static NameRead Fitting(NamePattern[] patterns) =>
        (database, range, token) => NameScan.Read(database, range, patterns, token);

    /// <summary>The names of a folder that begin so, as they are compared, in their order.</summary>
    private IEnumerable<(long Archive, string Name)> Beginning(Folder folder, string beginning)
    {
        byte[] leaf = Encoding.UTF8.GetBytes(beginning);
        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder = ?1 AND n.key >= ?2 ORDER BY n.key"
        );
        select.Bind(1, folder.Id).BindUtf8(2, leaf);
        while (select.Step())
        {
            NameRow row = NameRow.Read(select, database, out _);
            if (!row.Key.StartsWith(leaf))
            {
                break;
            }

            yield return (row.Archive, row.Name);
        }
    }

    /// <summary>The numbers of archives whose names in their folders contain a text.</summary>
    private static IEnumerable<List<long>> Containing(
        Database database,
        FolderRange range,
        byte[] wanted,
        CancellationToken cancellationToken
    )
    {
        const int namesAtOnce = 100_000;
        const int piece = 256;
        using DatabaseStatement select = database.Prepare(
            "SELECT archive FROM names WHERE folder BETWEEN ?1 AND ?2 AND instr(key, ?3) > 0"
        );
        select.BindUtf8(3, wanted);
        foreach (FolderRange some in range.Split((int)(range.Names / namesAtOnce) + 1))
        {
            // Within a statement nothing can be given up.
            cancellationToken.ThrowIfCancellationRequested();
            select.Bind(1, some.First).Bind(2, some.Last);
            var found = new List<long>();
            while (select.Step())
            {
                found.Add(select.Number(0));
                if (found.Count == piece)
                {
                    yield return found;
                    found = [];
                }
            }

            yield return found;
        }
    }

    /// <summary>
    /// The whole table, in parts side by side where there are many names; in the order of the folders.
    /// </summary>
    private IEnumerable<long> SearchAll(FolderRange all, NameRead read)
    {
        // Without WAL another connection might have to wait for this one.
        int most = database.IsShared ? Math.Min(Environment.ProcessorCount, MostParts) : 1;
        List<FolderRange> ranges = all.Split((int)Math.Clamp(all.Names / namesOfPart, 1, most));
        List<NameScanThread> others =
        [
            .. ranges.Skip(1).Select(range => new NameScanThread(database.Path, vault, range, read)),
        ];
        try
        {
            foreach (long number in Search(ranges[0], read))
            {
                yield return number;
            }

            foreach (NameScanThread other in others)
            {
                IEnumerable<long> numbers = other.HasSameVault
                    ? other.Read(cancellationToken).SelectMany(piece => piece)
                    : Search(other.Range, read);
                foreach (long number in numbers)
                {
                    yield return number;
                }
            }
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    private IEnumerable<long> Search(FolderRange range, NameRead read) =>
        read(database, range, cancellationToken).SelectMany(piece => piece);
}
