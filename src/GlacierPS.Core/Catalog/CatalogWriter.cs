using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Writes to one vault of a catalogue, within a transaction: every row goes with its entries in the other tables and
/// with the counts and sums of its folder and vault. Call <see cref="Save"/> before the commit.
/// </summary>
internal sealed class CatalogWriter : IDisposable
{
    /// <summary>Bytes of an ID that it is looked up by: as AWS makes them, 96 bits of chance.</summary>
    private const int StartLength = 16;

    private const int Columns = 16;
    private const int Rows = 16;

    private readonly Database _database;
    private readonly FolderTable _folders;
    private readonly DatabaseStatement _insertArchive;
    private readonly DatabaseStatement _insertId;
    private readonly DatabaseStatement _insertName;
    private readonly DatabaseStatement _update;
    private readonly DatabaseStatement _deleteArchive;
    private readonly DatabaseStatement _deleteId;
    private readonly DatabaseStatement _deleteName;
    private readonly DatabaseStatement _imported;
    private readonly DatabaseStatement _find;
    private readonly DatabaseStatement _read;
    private DatabaseStatement? _insertArchives;
    private SortedEntries? _entries;
    private long _next;

    /// <param name="database">The catalogue.</param>
    /// <param name="vault">The vault's row, which is kept up to date.</param>
    /// <param name="isBulk">
    /// Many rows come: entries in other tables are kept until they can be written in order.
    /// </param>
    public CatalogWriter(Database database, VaultRow vault, bool isBulk = false)
    {
        (_database, Vault) = (database, vault);
        _folders = new FolderTable(database, vault);
        _insertArchive = database.Prepare(DatabaseStatement.Insert("archives", Columns, 1));
        _insertId = database.Prepare("INSERT INTO archive_ids VALUES(?,?)");
        _insertName = database.Prepare("INSERT INTO names VALUES(?,?,?,?,?,?,?,?)");
        _update = database.Prepare(
            "UPDATE archives SET evidence = ?2, known = ?3, created = ?4, size = ?5, tree_hash = ?6, crc = ?7 "
                + "WHERE id = ?1"
        );
        _deleteArchive = database.Prepare("DELETE FROM archives WHERE id = ?1");
        _deleteId = database.Prepare("DELETE FROM archive_ids WHERE start = ?1 AND archive = ?2");
        _deleteName = database.Prepare(
            "DELETE FROM names WHERE folder = ?1 AND key = ?2 AND archive = ?3 AND name = ?4"
        );
        _imported = database.Prepare($"SELECT {NameRow.Columns} FROM names n WHERE n.archive = ?1 AND n.imported = 1");
        _find = database.Prepare(
            "SELECT i.archive FROM archive_ids i JOIN archives a ON a.id = i.archive "
                + "WHERE i.start = ?1 AND a.archive_id = ?2 AND i.archive BETWEEN ?3 AND ?4"
        );
        _read = database.Prepare($"SELECT {ArchiveRow.Columns} FROM archives a WHERE a.id = ?1");
        _entries = isBulk ? new SortedEntries(database) : null;
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        _next = Math.Max(
            first,
            database.Number($"SELECT max(id) FROM archives WHERE id BETWEEN {first} AND {last}") + 1
        );
    }

    public VaultRow Vault { get; }

    /// <summary>The first bytes of an ID, by which it is looked up.</summary>
    public static ReadOnlySpan<byte> StartOf(ReadOnlySpan<byte> archiveId) =>
        archiveId[..Math.Min(archiveId.Length, StartLength)];

    /// <summary>The number that the next archive gets.</summary>
    public long NextNumber() => _next++;

    /// <summary>The number of the archive of an ID; null if it is not known.</summary>
    public long? Find(ReadOnlySpan<byte> archiveId)
    {
        (long first, long last) = CatalogSchema.RowsOf(Vault.Id);
        _find.BindUtf8(1, StartOf(archiveId)).BindUtf8(2, archiveId).Bind(3, first).Bind(4, last);
        long? found = _find.Step() ? _find.Number(0) : null;
        _find.Reset();
        return found;
    }

    /// <summary>An archive's row, checked, until the next call.</summary>
    public ArchiveRow Read(long number, out long checksum)
    {
        _read.Reset();
        _read.Bind(1, number);
        return _read.Step()
            ? ArchiveRow.Read(_read, _database, out checksum)
            : throw _database.Damaged($"archive number {number} is missing");
    }

    /// <summary>Inserts an archive.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="said">What its description says.</param>
    /// <param name="imported">
    /// Names that another tool's records say; where there are any, the description's is none.
    /// </param>
    public void Insert(scoped ArchiveRow row, KeyedName said, IReadOnlyList<ArchiveName> imported)
    {
        row.Named = imported.Count;
        long checksum = row.Checksum;
        BindArchive(_insertArchive, 1, row, said.Name, checksum);
        _insertArchive.Run();
        InsertEntries(row, checksum, said, imported);
    }

    /// <summary>Inserts archives that an inventory lists, in fewer statements.</summary>
    public void Insert(List<NewArchive> archives)
    {
        for (int done = 0; done < archives.Count; )
        {
            int rows = archives.Count - done < Rows ? 1 : Rows;
            DatabaseStatement insert =
                rows == 1
                    ? _insertArchive
                    : _insertArchives ??= _database.Prepare(DatabaseStatement.Insert("archives", Columns, Rows));
            for (int parameter = 1; parameter < rows * Columns; parameter += Columns)
            {
                NewArchive archive = archives[done++];
                BindArchive(insert, parameter, archive.Row, archive.Name.Name, archive.Checksum);
            }

            insert.Run();
        }

        foreach (NewArchive archive in archives)
        {
            InsertEntries(archive.Row, archive.Checksum, archive.Name, []);
        }
    }

    /// <summary>Writes a row anew whose names stay as they are.</summary>
    public void Update(scoped ArchiveRow row, long oldSize, CatalogEvidence oldEvidence, long oldChecksum)
    {
        long checksum = row.Checksum;
        _update
            .Bind(1, row.Number)
            .Bind(2, (long)row.Evidence)
            .Bind(3, row.Known)
            .Bind(4, row.Created)
            .Bind(5, row.Size)
            .BindBlob(6, row.TreeHash == default ? [] : row.TreeHash.Bytes)
            .Bind(7, checksum)
            .Run();
        Vault.Bytes += row.Size - oldSize;
        Vault.ArchivesSum += checksum - oldChecksum;
        Vault.Listed += row.Evidence == CatalogEvidence.Inventory ? 1 : 0;
        Vault.Listed -= oldEvidence == CatalogEvidence.Inventory ? 1 : 0;
    }

    /// <summary>Deletes an archive.</summary>
    public void Delete(long number)
    {
        ArchiveRow row = Read(number, out long checksum);
        if (row.Named == 0)
        {
            DeleteDescribedName(row);
        }
        else
        {
            DeleteImportedNames(number);
        }

        Vault.Archives--;
        Vault.Bytes -= row.Size;
        Vault.ArchivesSum -= checksum;
        Vault.Listed -= row.Evidence == CatalogEvidence.Inventory ? 1 : 0;
        _deleteId.BindUtf8(1, StartOf(row.ArchiveId)).Bind(2, number).Run();
        _read.Reset();
        _deleteArchive.Bind(1, number).Run();
    }

    /// <summary>Names that another tool's records gave an archive.</summary>
    public List<ArchiveName> ImportedNames(long number)
    {
        var names = new List<ArchiveName>();
        _imported.Bind(1, number);
        while (_imported.Step())
        {
            NameRow row = NameRow.Read(_imported, _database, out _);
            names.Add(row.ToImported(_folders.At(row.Folder).Path));
        }

        return names;
    }

    /// <summary>Writes what was kept; what comes after that is written at once.</summary>
    public void EndBulk()
    {
        _entries?.Write();
        _entries?.Dispose();
        _entries = null;
    }

    /// <summary>Writes what was kept, and the counts of folders and vault.</summary>
    public void Save()
    {
        EndBulk();
        _folders.Save();
        Vault.Save(_database);
    }

    public void Dispose()
    {
        foreach (
            DatabaseStatement statement in (DatabaseStatement[])
                [
                    _insertArchive,
                    _insertId,
                    _insertName,
                    _update,
                    _deleteArchive,
                    _deleteId,
                    _deleteName,
                    _imported,
                    _find,
                    _read,
                ]
        )
        {
            statement.Dispose();
        }

        _insertArchives?.Dispose();
        _entries?.Dispose();
        _folders.Dispose();
    }

    private static void BindArchive(
        DatabaseStatement insert,
        int first,
        scoped in ArchiveRow row,
        ArchiveName described,
        long checksum
    ) =>
        insert
            .Bind(first, row.Number)
            .BindUtf8(first + 1, row.ArchiveId)
            .Bind(first + 2, (long)row.Evidence)
            .Bind(first + 3, row.Known)
            .Bind(first + 4, row.Created)
            .Bind(first + 5, row.Size)
            .BindBlob(first + 6, row.TreeHash == default ? [] : row.TreeHash.Bytes)
            .BindUtf8(first + 7, row.Description)
            .Bind(first + 8, row.Named)
            .Bind(first + 9, (long)described.WrittenBy)
            .Bind(first + 10, CatalogSchema.Time(described.ModifiedTime))
            .Bind(first + 11, described.Compressed ? 1 : 0)
            .Bind(first + 12, described.Encrypted ? 1 : 0)
            .Bind(first + 13, described.OriginalSize)
            .Bind(first + 14, described.OriginalMD5)
            .Bind(first + 15, checksum);

    /// <summary>An archive's rows in the other tables, and the counts and sums.</summary>
    private void InsertEntries(
        scoped in ArchiveRow row,
        long checksum,
        KeyedName said,
        IReadOnlyList<ArchiveName> imported
    )
    {
        ReadOnlySpan<byte> start = StartOf(row.ArchiveId);
        if (_entries is not null && !start.Contains((byte)0))
        {
            _entries.Add(start, row.Number);
        }
        else
        {
            _insertId.BindUtf8(1, start).Bind(2, row.Number).Run();
        }

        if (imported.Count == 0)
        {
            InsertName(row.Number, said, isImported: false);
        }

        foreach (ArchiveName name in imported)
        {
            InsertName(row.Number, new KeyedName(name), isImported: true);
        }

        Vault.Archives++;
        Vault.Bytes += row.Size;
        Vault.ArchivesSum += checksum;
        Vault.Listed += row.Evidence == CatalogEvidence.Inventory ? 1 : 0;
    }

    private void InsertName(long number, KeyedName name, bool isImported)
    {
        Folder folder = _folders.At(name.Folder);
        NameRow row = RowOf(folder, number, name, isImported);
        long checksum = row.Checksum;
        folder.Names++;
        folder.Sum += checksum;
        if (!isImported && _entries?.TryAdd(row, checksum) == true)
        {
            return;
        }

        _insertName
            .Bind(1, row.Folder)
            .BindUtf8(2, row.Key)
            .Bind(3, row.Archive)
            .BindUtf8(4, row.Written)
            .Bind(5, isImported ? 1 : 0)
            .Bind(6, row.Tool)
            .Bind(7, row.Modified)
            .Bind(8, checksum)
            .Run();
    }

    private static NameRow RowOf(Folder folder, long number, KeyedName name, bool isImported) =>
        new()
        {
            Folder = folder.Id,
            Key = name.Key,
            Archive = number,
            Written = name.Written,
            IsImported = isImported,
            Tool = isImported ? (long)name.Name.WrittenBy : null,
            Modified = isImported ? CatalogSchema.Time(name.Name.ModifiedTime) : null,
        };

    private void DeleteDescribedName(scoped in ArchiveRow row)
    {
        var name = new KeyedName(ArchiveDescription.Read(row.Description));
        Folder folder = _folders.At(name.Folder);
        NameRow described = RowOf(folder, row.Number, name, isImported: false);
        DeleteName(folder, described, described.Checksum);
    }

    private void DeleteImportedNames(long number)
    {
        var names = new List<(long Folder, byte[] Key, byte[] Written, long Checksum)>();
        _imported.Bind(1, number);
        while (_imported.Step())
        {
            NameRow row = NameRow.Read(_imported, _database, out long checksum);
            names.Add((row.Folder, row.Key.ToArray(), row.Written.ToArray(), checksum));
        }

        foreach ((long folder, byte[] key, byte[] written, long checksum) in names)
        {
            DeleteName(
                _folders.At(folder),
                new NameRow
                {
                    Key = key,
                    Archive = number,
                    Written = written,
                },
                checksum
            );
        }
    }

    private void DeleteName(Folder folder, scoped NameRow name, long checksum)
    {
        _deleteName.Bind(1, folder.Id).BindUtf8(2, name.Key).Bind(3, name.Archive).BindUtf8(4, name.Written).Run();
        if (_database.Changes != 1)
        {
            throw _database.Damaged($"the name of archive number {name.Archive} is missing");
        }

        folder.Names--;
        folder.Sum -= checksum;
    }
}

/// <summary>An archive that an inventory lists and that is not known, ready to be written.</summary>
internal readonly record struct NewArchive(InventoryArchive Archive, KeyedName Name, long Number, long Checksum)
{
    /// <summary>Its row.</summary>
    public ArchiveRow Row => ArchiveRow.Of(Archive.Fields, Number, CatalogEvidence.Inventory, known: null);
}
