using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Finds names that may fit a pattern. Only folders that a pattern's beginning allows are looked through, each of them
/// whole, so that its count and sum tell whether a name is missing.
/// </summary>
internal sealed class NameSearch(Database database, VaultRow vault, CancellationToken cancellationToken)
{
    /// <summary>The numbers of the archives; one twice that has two names.</summary>
    public IEnumerable<long> Find(NamePattern[] patterns)
    {
        List<Folder> all = ReadFolders();
        List<Folder> folders = all.FindAll(folder => MayHold(folder, patterns));
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        if (folders.Count == all.Count)
        {
            // One pass over the table costs less than a search for each folder.
            return Search(folders, patterns, [(first, last)]);
        }

        return Search(folders, patterns, folders.Select(folder => (folder.Id, folder.Id)));
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

        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder = ?1 AND n.key >= ?2 ORDER BY n.key"
        );
        byte[] leaf = Encoding.UTF8.GetBytes(key[folderKey.Length..]);
        foreach (Folder folder in here)
        {
            cancellationToken.ThrowIfCancellationRequested();
            select.Bind(1, folder.Id).BindUtf8(2, leaf);
            while (found.Count < most && select.Step())
            {
                NameRow row = NameRow.Read(select, database, out _);
                if (!row.Key.StartsWith(leaf))
                {
                    break;
                }

                found.Add(folder.Path + row.Name);
            }

            select.Reset();
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
                $"of the vault '{vault.Name}' it has {folders.Count:N0} folders where {vault.Folders:N0} were written"
            );
    }

    private static bool MayHold(Folder folder, NamePattern[] patterns)
    {
        byte[] key = Encoding.UTF8.GetBytes(NameKey.Of(folder.Path));
        return Array.Exists(patterns, pattern => pattern.MayBeIn(key));
    }

    private IEnumerable<long> Search(
        List<Folder> folders,
        NamePattern[] patterns,
        IEnumerable<(long First, long Last)> ranges
    )
    {
        Dictionary<long, Folder> byId = folders.ToDictionary(folder => folder.Id);
        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder BETWEEN ?1 AND ?2"
        );
        var found = new List<long>();
        foreach ((long first, long last) in ranges)
        {
            select.Bind(1, first).Bind(2, last);
            var scan = new NameScan(database, select, byId, patterns);
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.Clear();
                scan.ReadSome(found);
                foreach (long number in found)
                {
                    yield return number;
                }
            } while (!scan.Ended);
        }

        if (byId.Values.FirstOrDefault(folder => !folder.IsSeen && folder.Names > 0) is { } missed)
        {
            throw database.Damaged($"the names in the folder '{missed.Path}' are missing");
        }
    }

    /// <summary>One pass over names, some thousand at a time.</summary>
    private sealed class NameScan(
        Database database,
        DatabaseStatement select,
        Dictionary<long, Folder> folders,
        NamePattern[] patterns
    )
    {
        private const int Piece = 8192;

        private byte[] _key = new byte[512];
        private int _pathLength;
        private Folder? _folder;
        private long _count;
        private long _sum;

        public bool Ended { get; private set; }

        // Runs a million times in a process that has just started: compiled once, and for good.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void ReadSome(List<long> found)
        {
            for (int i = 0; i < Piece; i++)
            {
                if (!select.Step())
                {
                    EndFolder();
                    Ended = true;
                    return;
                }

                NameRow row = NameRow.Read(select, database, out long checksum);
                if (_folder is null || row.Folder != _folder.Id)
                {
                    EndFolder();
                    BeginFolder(row.Folder);
                }

                _count++;
                _sum += checksum;
                int length = _pathLength + row.Key.Length;
                if (length > _key.Length)
                {
                    Array.Resize(ref _key, 2 * length);
                }

                row.Key.CopyTo(_key.AsSpan(_pathLength));
                foreach (NamePattern pattern in patterns)
                {
                    if (pattern.MayFit(_key.AsSpan(0, length)))
                    {
                        found.Add(row.Archive);
                        break;
                    }
                }
            }
        }

        private void BeginFolder(long id)
        {
            _folder =
                folders.TryGetValue(id, out Folder? folder) && !folder.IsSeen
                    ? folder
                    : throw database.Damaged($"names are in folder number {id}, which is missing or was there before");
            (_count, _sum) = (0, 0);
            byte[] path = Encoding.UTF8.GetBytes(NameKey.Of(_folder.Path));
            _pathLength = path.Length;
            if (path.Length > _key.Length)
            {
                Array.Resize(ref _key, 2 * path.Length);
            }

            path.CopyTo(_key, 0);
        }

        private void EndFolder()
        {
            if (_folder is null)
            {
                return;
            }

            if (_count != _folder.Names || _sum != _folder.Sum)
            {
                throw database.Damaged(
                    $"in the folder '{_folder.Path}' it has {_count:N0} names where {_folder.Names:N0} were written"
                );
            }

            _folder.IsSeen = true;
            _folder = null;
        }
    }
}
