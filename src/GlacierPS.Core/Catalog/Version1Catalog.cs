using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// A vault's catalogue as GlacierPS 0.1 kept it: a folder with a head, and two files of lines of JSON behind their
/// checksums. It is read once, and moved into the <c>catalog.db</c> beside it; the folder is kept under another name.
/// </summary>
internal sealed class Version1Catalog
{
    private readonly string _folder;
    private readonly string _vaultName;
    private readonly Dictionary<ArchiveKey, Line> _lines = [];
    private long _damaged;

    private Version1Catalog(string folder, string vaultName) => (_folder, _vaultName) = (folder, vaultName);

    private sealed record Head(int Generation, DateTime? InventoryDate, DateTime? NewestAt, long Archives, long Bytes);

    private sealed record Line(char Kind, DateTime At, JsonElement Members);

    /// <summary>Moves the one of a vault, if there is one.</summary>
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

        if (VaultRow.Find(database, _vaultName) is null)
        {
            Fill(database);
        }

        transaction.Commit();
        Directory.Move(_folder, FreeName());
    }

    private void Fill(Database database)
    {
        Head head = ReadHead();
        ReadLines($"{head.Generation:d6}.archives.jsonl");
        ReadLines($"{head.Generation:d6}.changes.jsonl");
        VaultRow vault = VaultRow.FindOrAdd(database, _vaultName);
        using var writer = new CatalogWriter(database, vault, isBulk: true);
        foreach (Line line in _lines.Values)
        {
            if (line.Kind == 'g')
            {
                Deletions.Add(
                    database,
                    vault.Id,
                    Encoding.UTF8.GetBytes(line.Members.GetProperty("i").GetString()!),
                    line.At
                );
            }
            else
            {
                Insert(line, head, writer);
            }
        }

        // With lines missing it is not that inventory any more: without a day the next update takes it in anew.
        if (_damaged == 0)
        {
            (vault.Inventory, vault.Newest) = (head.InventoryDate, head.NewestAt);
            (vault.InventoryArchives, vault.InventoryBytes) = (head.Archives, head.Bytes);
        }

        writer.Save();
    }

    private static void Insert(Line line, Head head, CatalogWriter writer)
    {
        JsonElement members = line.Members;
        byte[] description = Encoding.UTF8.GetBytes(Text(members, "d") ?? "");
        var fields = new ArchiveFields
        {
            ArchiveId = Encoding.UTF8.GetBytes(Text(members, "i")!),
            Description = description,
            CreationDate = TimeOf(members, "c") ?? default,
            Size = members.TryGetProperty("s", out JsonElement size) ? size.GetInt64() : 0,
            TreeHash = Sha256Digest.TryParse(Text(members, "h"), out Sha256Digest hash) ? hash : default,
        };
        CatalogEvidence evidence = line.Kind switch
        {
            'u' => CatalogEvidence.Upload,
            'j' => CatalogEvidence.Import,
            _ => CatalogEvidence.Inventory,
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
        bool isOfInventory = evidence == CatalogEvidence.Inventory && line.At == head.InventoryDate;
        writer.Insert(
            ArchiveRow.Of(fields, writer.NextNumber(), evidence, isOfInventory ? null : line.At),
            new KeyedName(ArchiveDescription.Read(fields.Description)),
            imported
        );
    }

    private Head ReadHead()
    {
        string path = Path.Join(_folder, "catalog.json");
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize<Head>(File.ReadAllBytes(path)) ?? new Head(0, null, null, 0, 0)
                : new Head(0, null, null, 0, 0);
        }
        catch (JsonException)
        {
            _damaged++;
            return new Head(0, null, null, 0, 0);
        }
    }

    private void ReadLines(string file)
    {
        string path = Path.Join(_folder, file);
        if (!File.Exists(path))
        {
            return;
        }

        foreach (string text in File.ReadLines(path))
        {
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
