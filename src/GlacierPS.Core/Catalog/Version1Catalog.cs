using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// A vault's catalogue as GlacierPS 0.1 kept it: a folder with a head, and two files of lines of JSON behind their
/// checksums. It is read once, and moved into the <c>catalog.db</c> beside it; the folder is kept under another name.
/// Where GlacierPS 0.1 is used again later, what it noted since is taken in as well. One that is damaged is not moved:
/// what is left of it would pass for the whole vault.
/// </summary>
internal sealed class Version1Catalog
{
    private readonly string _folder;
    private readonly string _vaultName;
    private readonly Dictionary<ArchiveKey, Line> _lines = [];
    private long _damaged;

    private Version1Catalog(string folder, string vaultName) => (_folder, _vaultName) = (folder, vaultName);

    private sealed record Head(int Generation, DateTime? InventoryDate, DateTime? NewestAt, long Archives, long Bytes);

    private sealed record Line(char Kind, DateTime At, JsonElement Members)
    {
        public byte[] Id => Encoding.UTF8.GetBytes(Text(Members, "i")!);
    }

    /// <summary>Moves the one of a vault, if there is one.</summary>
    /// <exception cref="DatabaseException">It is damaged, and stays as it is; or the database cannot be
    /// written.</exception>
    public static void Move(string folder, string vaultName)
    {
        string old = Path.Join(folder, CatalogLocation.FolderName(vaultName));
        if (Directory.Exists(old))
        {
            new Version1Catalog(old, vaultName).Move(folder);
        }
    }

    private void Move(string folder)
    {
        // Two processes may find it at once: the second one waits for the transaction, and finds nothing left.
        using CatalogConnection connection = CatalogConnections.Rent(Path.Join(folder, CatalogSchema.FileName));
        Database database = connection.Database;
        using DatabaseTransaction transaction = database.BeginWrite();
        if (!Directory.Exists(_folder))
        {
            return;
        }

        Head head = ReadAll();
        if (VaultRow.Find(database, _vaultName) is { } known)
        {
            Merge(database, known);
        }
        else
        {
            Fill(database, head);
        }

        transaction.Commit();
        try
        {
            OwnFiles.Retry(() => Directory.Move(_folder, FreeName()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // All of it is in the database. Another program reads a file of it now, and it is moved at the next use.
        }
    }

    private Head ReadAll()
    {
        Head head = ReadHead();
        CheckCount(head, ReadLines(FileOf(head, "archives")));
        ReadLines(FileOf(head, "changes"));
        return _damaged == 0
            ? head
            : throw Damaged($"{Quantity.Of(_damaged, "of its lines is", "of its lines are")} not as written");
    }

    /// <summary>
    /// Takes in what the database does not know: of a folder that was moved already, but not renamed before a kill, it
    /// knows all. What an inventory since would list, and does not, is left out.
    /// </summary>
    private void Merge(Database database, VaultRow vault)
    {
        HashSet<string> deleted =
        [
            .. Deletions.Of(database, vault.Id).Select(deletion => Encoding.UTF8.GetString(deletion.Id)),
        ];
        using var writer = new CatalogWriter(database, vault);
        foreach (Line line in _lines.Values)
        {
            byte[] id = line.Id;
            long? number = writer.Find(id);
            bool isOver = line.At < vault.Inventory - InventoryMerge.Uncertain;
            if (line.Kind != 'g')
            {
                if (number is null && !isOver && !deleted.Contains(Encoding.UTF8.GetString(id)))
                {
                    Insert(line, line.Kind == 'u' ? CatalogEvidence.Upload : CatalogEvidence.Import, line.At, writer);
                }
            }
            else if (!isOver)
            {
                if (number is { } there && !(CatalogSchema.Time(line.At) < writer.Read(there, out _).Known))
                {
                    writer.Delete(there);
                }

                Deletions.Add(database, vault.Id, id, line.At);
            }
        }

        writer.Save();
    }

    private void Fill(Database database, Head head)
    {
        VaultRow vault = VaultRow.FindOrAdd(database, _vaultName);
        using var writer = new CatalogWriter(database, vault, isBulk: true);
        foreach (Line line in _lines.Values)
        {
            if (line.Kind == 'g')
            {
                Deletions.Add(database, vault.Id, line.Id, line.At);
                continue;
            }

            CatalogEvidence evidence = line.Kind switch
            {
                'u' => CatalogEvidence.Upload,
                'j' => CatalogEvidence.Import,
                _ => CatalogEvidence.Inventory,
            };
            bool isOfInventory = evidence == CatalogEvidence.Inventory && line.At == head.InventoryDate;
            Insert(line, evidence, isOfInventory ? null : line.At, writer);
        }

        (vault.Inventory, vault.Newest) = (head.InventoryDate, head.NewestAt);
        (vault.InventoryArchives, vault.InventoryBytes) = (head.Archives, head.Bytes);
        writer.Save();
    }

    private static void Insert(Line line, CatalogEvidence evidence, DateTime? known, CatalogWriter writer)
    {
        JsonElement members = line.Members;
        byte[] description = Encoding.UTF8.GetBytes(Text(members, "d") ?? "");
        var fields = new ArchiveFields
        {
            ArchiveId = line.Id,
            Description = description,
            CreationDate = TimeOf(members, "c") ?? default,
            Size = members.TryGetProperty("s", out JsonElement size) ? size.GetInt64() : 0,
            TreeHash = Sha256Digest.TryParse(Text(members, "h"), out Sha256Digest hash) ? hash : default,
        };
        ArchiveName[] imported = Text(members, "n") is { } name
            ?
            [
                new ArchiveName
                {
                    Name = name,
                    ModifiedTime = TimeOf(members, "m"),
                    WrittenBy = members.TryGetProperty("w", out JsonElement tool) ? (ArchiveTool)tool.GetInt32() : 0,
                },
            ]
            : [];
        writer.Insert(
            ArchiveRow.Of(fields, writer.NextNumber(), evidence, known),
            new KeyedName(ArchiveDescription.Read(fields.Description)),
            imported
        );
    }

    private Head ReadHead()
    {
        string path = Path.Join(_folder, "catalog.json");
        if (!File.Exists(path))
        {
            // It came with the first inventory or import; before that there were changes alone.
            return Directory.EnumerateFiles(_folder, "*.archives.jsonl").Any()
                ? throw Damaged("its catalog.json is missing")
                : new Head(0, null, null, 0, 0);
        }

        try
        {
            return JsonSerializer.Deserialize<Head>(File.ReadAllBytes(path))
                ?? throw Damaged("its catalog.json is empty");
        }
        catch (JsonException error)
        {
            throw Damaged("its catalog.json cannot be read", error);
        }
    }

    private string FileOf(Head head, string kind) => Path.Join(_folder, $"{head.Generation:d6}.{kind}.jsonl");

    /// <summary>Whole lines may be missing, which no line's checksum tells.</summary>
    private void CheckCount(Head head, long lines)
    {
        if (lines != head.Archives)
        {
            throw Damaged(
                $"its list has {Quantity.Of(lines, "archive")} instead of the {Digits.Of(head.Archives)} written"
            );
        }
    }

    private DatabaseException Damaged(string what, Exception? cause = null) =>
        new(
            "DatabaseDamaged",
            _folder,
            $"The catalogue that GlacierPS 0.1 kept of the vault '{_vaultName}' in '{_folder}' is damaged: {what}. "
                + "Nothing of it was taken over. Delete or rename the folder, and run Update-GlacierCatalog; names "
                + "that came from other tools come back with Import-GlacierCatalog.",
            cause
        );

    /// <summary>
    /// Reads a file, if it is there. A last line without its line feed is of an append that never ended, so that nobody
    /// relies on it.
    /// </summary>
    /// <returns>Its lines.</returns>
    private long ReadLines(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        long lines = 0;
        bool isTorn = !EndsInLineFeed(path);
        using IEnumerator<string> texts = File.ReadLines(path).GetEnumerator();
        for (bool more = texts.MoveNext(); more; )
        {
            string text = texts.Current;
            more = texts.MoveNext();
            if (!more && isTorn)
            {
                break;
            }

            lines++;
            if (
                CheckedLine.TryRead(Encoding.UTF8.GetBytes(text), out ReadOnlySpan<byte> json)
                && JsonSerializer.Deserialize<JsonElement>(json) is var members
                && Text(members, "i") is { Length: > 0 } id
                && Text(members, "k") is { Length: 1 } kind
                && TimeOf(members, "t") is { } at
            )
            {
                _lines[ArchiveKey.Of(Encoding.UTF8.GetBytes(id))] = new Line(kind[0], at, members);
            }
            else
            {
                _damaged++;
            }
        }

        return lines;
    }

    private static bool EndsInLineFeed(string path)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = Math.Max(0, file.Length - 1);
        return file.ReadByte() == '\n';
    }

    private string FreeName()
    {
        string name = _folder + ".moved";
        for (int i = 2; Path.Exists(name); i++)
        {
            name = $"{_folder}.moved{i}";
        }

        return name;
    }

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static DateTime? TimeOf(JsonElement members, string name) =>
        Text(members, name) is { } text && ArchiveFields.TryReadDate(Encoding.UTF8.GetBytes(text), out DateTime time)
            ? time
            : null;
}
