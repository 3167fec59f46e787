using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// All folders of a vault in the order of their paths, as <see cref="ShownPath"/> spells them: what is below a folder
/// lies together and is found by a binary search. It holds as long as the sums in the vault's row stay the same.
/// </summary>
internal sealed class FolderIndex
{
    private readonly (long Id, long Folders, long Sum) _state;
    private readonly string[] _keys;
    private readonly Entry[] _entries;

    public FolderIndex(Database database, VaultRow vault, CancellationToken cancellationToken)
    {
        _state = StateOf(vault);
        _entries =
        [
            .. new NameSearch(database, vault, cancellationToken)
                .ReadFolders()
                .Select(folder => new Entry(ShownPath.OfFolder(folder.Path), folder)),
        ];
        _keys = Array.ConvertAll(_entries, entry => ShownPath.KeyOf(entry.Shown));
        Array.Sort(_keys, _entries, StringComparer.Ordinal);
    }

    /// <summary>Whether nothing has changed in the vault since.</summary>
    public bool IsOf(VaultRow vault) => _state == StateOf(vault);

    /// <summary>Whether a folder is there, by its key: empty, or with a slash at its end.</summary>
    public bool Has(string key)
    {
        (int first, int end) = Below(key);
        return key.Length == 0 || end > first;
    }

    /// <summary>The rows of a folder: several where paths are told apart by their capitals or signs alone.</summary>
    public IEnumerable<Folder> At(string key)
    {
        for (int i = LowerBound(key); i < _keys.Length && _keys[i] == key; i++)
        {
            yield return _entries[i].Folder;
        }
    }

    /// <summary>The folders right below a folder.</summary>
    public IEnumerable<ChildFolder> Children(string key)
    {
        (int i, int end) = Below(key);
        int level = key.Count(c => c == '/');
        while (i < end)
        {
            if (_keys[i].Length == key.Length)
            {
                i++;
                continue;
            }

            string child = _keys[i][..(_keys[i].IndexOf('/', key.Length) + 1)];
            (int _, int last) = Below(child);
            string name = _entries[i].Shown.Split('/')[level];
            yield return new ChildFolder(child, name, NamesIn(i, last));
            i = last;
        }
    }

    /// <summary>How the path of a folder is written, by what lies in it and below.</summary>
    public IEnumerable<string> SpellingsOf(string key)
    {
        (int first, int end) = Below(key);
        int level = key.Count(c => c == '/');
        return _entries[first..end]
            .Select(entry => Beginning(entry.Folder.Path, level))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>How many names are below a folder.</summary>
    public long NamesBelow(string key)
    {
        (int first, int end) = Below(key);
        return NamesIn(first, end);
    }

    private long NamesIn(int first, int end)
    {
        long names = 0;
        for (int i = first; i < end; i++)
        {
            names += _entries[i].Folder.Names;
        }

        return names;
    }

    /// <summary>So many segments of a path, each with its slash.</summary>
    private static string Beginning(string path, int segments)
    {
        int end = 0;
        for (int i = 0; i < segments; i++)
        {
            end = path.IndexOf('/', end) + 1;
        }

        return path[..end];
    }

    private (int First, int End) Below(string key) =>
        // The slash at the end and the character behind it in the order frame all that begins so.
        key.Length == 0
            ? (0, _keys.Length)
            : (LowerBound(key), LowerBound(key[..^1] + (char)('/' + 1)));

    private int LowerBound(string key)
    {
        int low = 0,
            high = _keys.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_keys[middle], key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static (long Id, long Folders, long Sum) StateOf(VaultRow vault) =>
        (vault.Id, vault.Folders, vault.FoldersSum);

    private readonly record struct Entry(string Shown, Folder Folder);
}

/// <summary>A folder right below another.</summary>
/// <param name="Key">What its path is compared by, with a slash at its end.</param>
/// <param name="Name">Its name as it is shown.</param>
/// <param name="Names">How many names are below it, at any depth.</param>
internal readonly record struct ChildFolder(string Key, string Name, long Names);
