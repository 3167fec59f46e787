using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Reads one vault of a catalogue within a read transaction. Each row is checked, and at the end the counts and sums:
/// a catalogue that has lost something is an error, never a smaller vault.
/// </summary>
internal sealed class CatalogReader(Database database, VaultRow vault, CancellationToken cancellationToken)
    : IDisposable
{
    private DatabaseStatement? _imported;
    private DatabaseStatement? _archive;
    private DatabaseStatement? _path;

    /// <summary>The archives that a filter accepts.</summary>
    public IEnumerable<CatalogArchive> Read(CatalogFilter filter) =>
        filter.NamePatterns is { Count: > 0 } patterns && filter.Name is not null
            ? ReadNamed(filter, [.. patterns.Select(pattern => new NamePattern(pattern))])
            : ReadAll(filter);

    /// <summary>The archives of IDs, of those that are known.</summary>
    public IEnumerable<CatalogArchive> Read(IEnumerable<string> archiveIds)
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        using DatabaseStatement find = database.Prepare(
            $"SELECT {ArchiveRow.Columns} FROM archive_ids i JOIN archives a ON a.id = i.archive "
                + "WHERE i.start = ?1 AND a.archive_id = ?2 AND i.archive BETWEEN ?3 AND ?4"
        );
        foreach (string id in archiveIds)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(id);
            find.BindUtf8(1, CatalogWriter.StartOf(bytes)).BindUtf8(2, bytes).Bind(3, first).Bind(4, last);
            CatalogArchive? found = find.Step() ? ToArchive(ArchiveRow.Read(find, database, out _)) : null;
            find.Reset();
            if (found is not null)
            {
                yield return found;
            }
        }
    }

    /// <summary>The archives of rows, of those that are there.</summary>
    public IEnumerable<CatalogArchive> Read(IEnumerable<long> numbers)
    {
        using DatabaseStatement find = database.Prepare($"SELECT {ArchiveRow.Columns} FROM archives a WHERE a.id = ?1");
        foreach (long number in numbers)
        {
            find.Bind(1, number);
            CatalogArchive? found = find.Step() ? ToArchive(ArchiveRow.Read(find, database, out _)) : null;
            find.Reset();
            if (found is not null)
            {
                yield return found;
            }
        }
    }

    public void Dispose()
    {
        _imported?.Dispose();
        _archive?.Dispose();
        _path?.Dispose();
    }

    private IEnumerable<CatalogArchive> ReadAll(CatalogFilter filter)
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        long count = 0,
            sum = 0;
        using IDisposable _ = database.KeepLittle();
        using DatabaseStatement select = database.Prepare(
            $"SELECT {ArchiveRow.Columns} FROM archives a WHERE a.id BETWEEN {first} AND {last}"
        );
        while (select.Step())
        {
            CatalogArchive? archive = ReadOne(select, filter, ref sum);
            if (++count % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (archive is not null)
            {
                yield return archive;
            }
        }

        if (count != vault.Archives || sum != vault.ArchivesSum)
        {
            throw database.Damaged(
                $"of the vault '{vault.Name}' it has {Quantity.Of(count, "archive")} instead of the "
                    + $"{Digits.Of(vault.Archives)} written"
            );
        }
    }

    private CatalogArchive? ReadOne(DatabaseStatement select, CatalogFilter filter, ref long sum)
    {
        ArchiveRow row = ArchiveRow.Read(select, database, out long checksum);
        sum += checksum;
        if (!filter.Accepts(CatalogSchema.Time(row.Created), row.Size))
        {
            return null;
        }

        CatalogArchive archive = ToArchive(row);
        return filter.Accepts(archive) ? archive : null;
    }

    /// <summary>By the table of names: of most archives no more than the name is read.</summary>
    private IEnumerable<CatalogArchive> ReadNamed(CatalogFilter filter, NamePattern[] patterns)
    {
        var seen = new HashSet<long>();
        foreach (long number in new NameSearch(database, vault, cancellationToken).Find(patterns))
        {
            if (seen.Add(number) && ReadNumber(number) is { } archive && filter.Accepts(archive))
            {
                yield return archive;
            }
        }
    }

    /// <summary>See <see cref="VaultCatalog.Containing"/>.</summary>
    public IEnumerable<CatalogArchive> Containing(string text)
    {
        var seen = new HashSet<long>();
        string key = NameKey.Of(text);
        IEnumerable<long> named = new NameSearch(database, vault, cancellationToken).Containing(text);
        foreach (long number in (text.Length > 0 ? ByIdPrefix(text) : []).Concat(named))
        {
            // The tables tell what may fit; the row of the archive, which is checked, whether it does.
            if (
                seen.Add(number)
                && ReadNumber(number) is { } archive
                && (
                    archive.ArchiveId.StartsWith(text, StringComparison.OrdinalIgnoreCase)
                    || archive.Names.Any(name => NameKey.Of(name).Contains(key, StringComparison.Ordinal))
                )
            )
            {
                yield return archive;
            }
        }
    }

    /// <summary>The archive of a row.</summary>
    public CatalogArchive ReadNumber(long number)
    {
        _archive ??= database.Prepare($"SELECT {ArchiveRow.Columns} FROM archives a WHERE a.id = ?1");
        _archive.Bind(1, number);
        CatalogArchive archive = _archive.Step()
            ? ToArchive(ArchiveRow.Read(_archive, database, out _))
            : throw database.Damaged($"archive number {number} is missing");
        _archive.Reset();
        return archive;
    }

    /// <summary>
    /// IDs are compared in any case, as far as they are kept beside the archives. Of the first letters each spelling is
    /// looked up by itself: four characters leave one of 16 million IDs.
    /// </summary>
    private IEnumerable<long> ByIdPrefix(string prefix)
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        byte[] wanted = CatalogWriter.StartOf(Encoding.UTF8.GetBytes(prefix)).ToArray();
        using DatabaseStatement select = database.Prepare(
            "SELECT start, archive FROM archive_ids WHERE start >= ?1 AND archive BETWEEN ?2 AND ?3 ORDER BY start"
        );
        select.Bind(2, first).Bind(3, last);
        foreach (byte[] spelling in SpellingsOf(wanted))
        {
            select.BindUtf8(1, spelling);
            while (select.Step() && select.Bytes(0).StartsWith(spelling))
            {
                if (Ascii.EqualsIgnoreCase(select.Bytes(0)[..Math.Min(wanted.Length, select.Bytes(0).Length)], wanted))
                {
                    yield return select.Number(1);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            select.Reset();
        }
    }

    /// <summary>The first characters of a text, those with letters in both cases: 16 beginnings at most.</summary>
    private static List<byte[]> SpellingsOf(ReadOnlySpan<byte> text)
    {
        const int characters = 4;
        var spellings = new List<byte[]> { Array.Empty<byte>() };
        foreach (byte character in text[..Math.Min(characters, text.Length)])
        {
            byte[] cases = char.IsAsciiLetter((char)character) ? [character, (byte)(character ^ 0x20)] : [character];
            spellings = [.. spellings.SelectMany(begun => cases.Select(next => (byte[])[.. begun, next]))];
        }

        return spellings;
    }

    private CatalogArchive ToArchive(scoped in ArchiveRow row) =>
        row.ToArchive(vault, row.Named == 0 ? [] : ImportedNames(row.Number, row.Named));

    private List<ArchiveName> ImportedNames(long number, long expected)
    {
        _imported ??= database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.archive = ?1 AND n.imported = 1"
        );
        _path ??= database.Prepare("SELECT id, path, names, names_sum, crc FROM folders WHERE id = ?1");
        var names = new List<ArchiveName>();
        _imported.Bind(1, number);
        while (_imported.Step())
        {
            NameRow name = NameRow.Read(_imported, database, out _);
            _path.Bind(1, name.Folder);
            names.Add(
                name.ToImported(
                    _path.Step()
                        ? FolderTable.Read(_path, database).Path
                        : throw database.Damaged($"folder number {name.Folder} is missing")
                )
            );
            _path.Reset();
        }

        return names.Count == expected
            ? names
            : throw database.Damaged(
                $"archive number {number} has {Quantity.Of(names.Count, "name")} instead of the {Digits.Of(expected)} "
                    + "written"
            );
    }
}
