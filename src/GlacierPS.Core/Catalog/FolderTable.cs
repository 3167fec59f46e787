using System.Text;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// The folders of one vault while it is written to. Each knows how many names are in it, and the sum of their
/// checksums, by which a name that is missing is noticed.
/// </summary>
internal sealed class FolderTable(Database database, VaultRow vault) : IDisposable
{
    // A vault may have a folder for each archive; those that are not remembered are looked up again.
    private const int Remembered = 100_000;

    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);
    private readonly DatabaseStatement _find = database.Prepare(
        "SELECT id, path, names, names_sum, crc FROM folders WHERE path = ?1 AND id BETWEEN ?2 AND ?3"
    );

    private readonly DatabaseStatement _findPath = database.Prepare("SELECT path FROM folders WHERE id = ?1");

    private readonly DatabaseStatement _save = database.Prepare(
        "INSERT OR REPLACE INTO folders(id, path, names, names_sum, crc) VALUES(?,?,?,?,?)"
    );

    private readonly DatabaseStatement _delete = database.Prepare("DELETE FROM folders WHERE id = ?1");

    private Folder? _last;
    private long _next;

    /// <summary>A folder as it is in the table, checked.</summary>
    public static Folder Read(DatabaseStatement row, Database database)
    {
        var folder = new Folder(row.Number(0), row.Text(1) ?? "")
        {
            Names = row.Number(2),
            Sum = row.Number(3),
            SavedChecksum = row.Number(4),
        };
        return folder.Checksum == folder.SavedChecksum
            ? folder
            : throw database.Damaged($"the row of folder number {folder.Id} is not as it was written");
    }

    /// <summary>The folder of a path, a new one if there is none.</summary>
    public Folder At(string path)
    {
        if (ReferenceEquals(_last?.Path, path))
        {
            return _last!;
        }

        if (!_folders.TryGetValue(path, out Folder? folder))
        {
            if (_folders.Count >= Remembered)
            {
                Save();
            }

            _folders[path] = folder = Find(path) ?? new Folder(NextId(), path);
        }

        return _last = folder;
    }

    /// <summary>The folder of a number.</summary>
    public Folder At(long id)
    {
        _findPath.Bind(1, id);
        string? path = _findPath.Step() ? _findPath.Text(0) : null;
        _findPath.Reset();
        return path is null ? throw database.Damaged($"folder number {id} is missing") : At(path);
    }

    /// <summary>Writes what has changed.</summary>
    public void Save()
    {
        foreach (Folder folder in _folders.Values)
        {
            long checksum = folder.Checksum;
            if (folder.SavedChecksum is { } saved)
            {
                vault.Folders--;
                vault.FoldersSum -= saved;
            }

            if (folder.Names > 0)
            {
                _save
                    .Bind(1, folder.Id)
                    .Bind(2, folder.Path)
                    .Bind(3, folder.Names)
                    .Bind(4, folder.Sum)
                    .Bind(5, checksum);
                _save.Run();
                vault.Folders++;
                vault.FoldersSum += checksum;
            }
            else if (folder.SavedChecksum is not null)
            {
                _delete.Bind(1, folder.Id).Run();
            }
        }

        _folders.Clear();
        _last = null;
    }

    public void Dispose()
    {
        foreach (DatabaseStatement statement in (DatabaseStatement[])[_find, _findPath, _save, _delete])
        {
            statement.Dispose();
        }
    }

    private Folder? Find(string path)
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        _find.Bind(1, path).Bind(2, first).Bind(3, last);
        Folder? found = _find.Step() ? Read(_find, database) : null;
        _find.Reset();
        return found;
    }

    private long NextId()
    {
        if (_next == 0)
        {
            (long first, long last) = CatalogSchema.RowsOf(vault.Id);
            _next = Math.Max(
                first,
                database.Number($"SELECT max(id) FROM folders WHERE id BETWEEN {first} AND {last}") + 1
            );
        }

        return _next++;
    }
}

/// <summary>A folder of a vault.</summary>
internal sealed class Folder(long id, string path)
{
    public long Id => id;

    /// <summary>Empty, or with a slash at its end.</summary>
    public string Path => path;

    public long Names { get; set; }

    /// <summary>The sum of its names' checksums.</summary>
    public long Sum { get; set; }

    /// <summary>The checksum of the row in the table; null where there is none.</summary>
    public long? SavedChecksum { get; init; }

    /// <summary>Whether a search has been through it.</summary>
    public bool IsSeen { get; set; }

    public long Checksum => new RowChecksum().Add(id).Add(Encoding.UTF8.GetBytes(path)).Add(Names).Add(Sum).Value;
}
