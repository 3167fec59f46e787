using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Takes in what another tool's records say, within a transaction. What the service itself said counts for more.
/// </summary>
internal sealed class RecordImport(Database database, VaultRow vault, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, Said> _said = new(StringComparer.Ordinal);

    /// <summary>All that the records say of one archive.</summary>
    private sealed class Said
    {
        /// <summary>The last of its records counts.</summary>
        public required ImportedRecord Last { get; set; }

        public List<ArchiveName> Names { get; } = [];
    }

    /// <summary>Takes them in.</summary>
    public CatalogImportResult Run(IEnumerable<ImportedRecord> records)
    {
        foreach (ImportedRecord record in records)
        {
            Collect(record);
        }

        HashSet<string> deleted =
        [
            .. Deletions.Of(database, vault.Id).Select(deletion => Encoding.UTF8.GetString(deletion.Id)),
        ];
        using var writer = new CatalogWriter(database, vault, isBulk: _said.Count > 1000);
        long added = 0,
            named = 0,
            known = 0,
            stale = 0;
        foreach ((string id, Said said) in _said)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (writer.Find(Encoding.UTF8.GetBytes(id)) is { } number)
            {
                bool gives = TryName(number, said, writer);
                named += gives ? 1 : 0;
                known += gives ? 0 : 1;
            }
            else if (!said.Last.Deleted)
            {
                bool isStale = deleted.Contains(id) || said.Last.At < vault.Inventory - InventoryMerge.Uncertain;
                stale += isStale ? 1 : 0;
                added += isStale ? 0 : 1;
                if (!isStale)
                {
                    Insert(id, said, writer);
                }
            }
        }

        writer.Save();
        return new CatalogImportResult(added, named, known, stale);
    }

    private void Collect(ImportedRecord record)
    {
        if (!_said.TryGetValue(record.ArchiveId, out Said? said))
        {
            _said.Add(record.ArchiveId, said = new Said { Last = record });
        }

        said.Last = record;

        // Tools that do not know a name write the ID in its place.
        if (
            record.Name is { } name
            && !string.IsNullOrWhiteSpace(name.Name)
            && name.Name != record.ArchiveId
            && !said.Names.Exists(other => other.Name == name.Name)
        )
        {
            said.Names.Add(name);
        }
    }

    /// <summary>Gives an archive that is known its names, or deletes it; whether it got names.</summary>
    private bool TryName(long number, Said said, CatalogWriter writer)
    {
        ArchiveRow row = writer.Read(number, out _);
        if (said.Last.Deleted)
        {
            if (!(CatalogSchema.Time(said.Last.At) < (row.Known ?? CatalogSchema.Time(vault.Inventory))))
            {
                writer.Delete(number);
            }

            return false;
        }

        // A name in the service's own description counts for more than one beside it.
        ArchiveName described = ArchiveDescription.Read(row.Description);
        if (said.Names.Count == 0 || described.WrittenBy != ArchiveTool.Unknown)
        {
            return false;
        }

        IEnumerable<string> before =
            row.Named == 0 ? [described.Name] : writer.ImportedNames(number).Select(name => name.Name);
        if (said.Names.Select(name => name.Name).Order().SequenceEqual(before.Order()))
        {
            return false;
        }

        // The row lies in SQLite's memory, and is deleted.
        row.ArchiveId = row.ArchiveId.ToArray();
        row.Description = row.Description.ToArray();
        writer.Delete(number);
        writer.Insert(row, new KeyedName(described), said.Names);
        return true;
    }

    private static void Insert(string id, Said said, CatalogWriter writer)
    {
        DateTime at = said.Last.At ?? DateTime.UtcNow;
        var fields = new ArchiveFields
        {
            ArchiveId = Encoding.UTF8.GetBytes(id),
            Description = Encoding.UTF8.GetBytes(said.Last.Description ?? ""),
            CreationDate = at,
            Size = said.Last.SizeInBytes ?? 0,
            TreeHash = Sha256Digest.TryParse(said.Last.SHA256TreeHash, out Sha256Digest hash) ? hash : default,
        };
        ArchiveName described = ArchiveDescription.Read(said.Last.Description ?? "");
        bool isDescribed =
            said.Names is [var only]
            && only.Name == described.Name
            && (only.ModifiedTime is null || only.ModifiedTime == described.ModifiedTime);
        writer.Insert(
            ArchiveRow.Of(fields, writer.NextNumber(), CatalogEvidence.Import, at),
            new KeyedName(described),
            isDescribed ? [] : said.Names
        );
    }
}
