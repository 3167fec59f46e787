using System.Text;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// A vault's row: what is known of it as a whole, and how many archives and folders there are with the sum of their
/// checksums, by which a row that is missing is noticed.
/// </summary>
internal sealed class VaultRow
{
    private const string Columns =
        "id, name, created, set_aside, inventory, newest, guessed, inventory_archives, inventory_bytes, archives, "
        + "bytes, listed, "
        + "archives_sum, folders, folders_sum, crc";

    public long Id;
    public required string Name;

    /// <summary>When the service says that the vault was made: another time is another vault of that name.</summary>
    public DateTime? Created;

    /// <summary>When another vault took its place; null for the one that counts.</summary>
    public DateTime? SetAside;

    public DateTime? Inventory;
    public DateTime? Newest;

    /// <summary>The inventory's day was guessed, since it did not say it: any other counts for more.</summary>
    public bool IsGuessed;

    public long InventoryArchives;
    public long InventoryBytes;
    public long Archives;
    public long Bytes;

    /// <summary>Archives that the inventory lists.</summary>
    public long Listed;

    public long ArchivesSum;
    public long Folders;
    public long FoldersSum;

    private long Checksum =>
        new RowChecksum()
            .Add(Id)
            .Add(Encoding.UTF8.GetBytes(Name))
            .Add(CatalogSchema.Time(Created))
            .Add(CatalogSchema.Time(SetAside))
            .Add(CatalogSchema.Time(Inventory))
            .Add(CatalogSchema.Time(Newest))
            .Add(IsGuessed ? 1L : 0L)
            .Add(InventoryArchives)
            .Add(InventoryBytes)
            .Add(Archives)
            .Add(Bytes)
            .Add(Listed)
            .Add(ArchivesSum)
            .Add(Folders)
            .Add(FoldersSum)
            .Value;

    /// <summary>Whether another row says the same of the vault, so that no archive or name differs either.</summary>
    public bool IsSame(VaultRow other) => Checksum == other.Checksum;

    /// <summary>All vaults, those that were set aside too. There are few, and each is checked.</summary>
    public static List<VaultRow> All(Database database)
    {
        var rows = new List<VaultRow>();
        using DatabaseStatement select = database.Prepare($"SELECT {Columns} FROM vaults ORDER BY id");
        while (select.Step())
        {
            var row = new VaultRow
            {
                Id = select.Number(0),
                Name = select.Text(1) ?? "",
                Created = CatalogSchema.TimeOrNull(select.NumberOrNull(2)),
                SetAside = CatalogSchema.TimeOrNull(select.NumberOrNull(3)),
                Inventory = CatalogSchema.TimeOrNull(select.NumberOrNull(4)),
                Newest = CatalogSchema.TimeOrNull(select.NumberOrNull(5)),
                IsGuessed = select.Number(6) != 0,
                InventoryArchives = select.Number(7),
                InventoryBytes = select.Number(8),
                Archives = select.Number(9),
                Bytes = select.Number(10),
                Listed = select.Number(11),
                ArchivesSum = select.Number(12),
                Folders = select.Number(13),
                FoldersSum = select.Number(14),
            };
            if (row.Checksum != select.Number(15))
            {
                throw database.Damaged($"the row of vault number {row.Id} is not as it was written");
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The vault that counts; null if nothing is known of it.</summary>
    public static VaultRow? Find(Database database, string name) =>
        All(database).Find(row => row.SetAside is null && row.Name == name);

    /// <summary>The vault that counts, a new row if there is none. Within a transaction.</summary>
    public static VaultRow FindOrAdd(Database database, string name)
    {
        List<VaultRow> all = All(database);
        return all.Find(row => row.SetAside is null && row.Name == name)
            ?? new VaultRow { Id = all.Count == 0 ? 1 : all[^1].Id + 1, Name = name };
    }

    /// <summary>Writes the row.</summary>
    public void Save(Database database)
    {
        using DatabaseStatement save = database.Prepare(
            $"INSERT OR REPLACE INTO vaults({Columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        );
        save.Bind(1, Id)
            .Bind(2, Name)
            .Bind(3, CatalogSchema.Time(Created))
            .Bind(4, CatalogSchema.Time(SetAside))
            .Bind(5, CatalogSchema.Time(Inventory))
            .Bind(6, CatalogSchema.Time(Newest))
            .Bind(7, IsGuessed ? 1 : 0)
            .Bind(8, InventoryArchives)
            .Bind(9, InventoryBytes)
            .Bind(10, Archives)
            .Bind(11, Bytes)
            .Bind(12, Listed)
            .Bind(13, ArchivesSum)
            .Bind(14, Folders)
            .Bind(15, FoldersSum)
            .Bind(16, Checksum)
            .Run();
    }

    /// <summary>Deletes the row and all that is known of the vault. Within a transaction.</summary>
    public void Delete(Database database)
    {
        (long first, long last) = CatalogSchema.RowsOf(Id);
        database.Execute(
            $"DELETE FROM names WHERE folder BETWEEN {first} AND {last};"
                + $"DELETE FROM folders WHERE id BETWEEN {first} AND {last};"
                + $"DELETE FROM archive_ids WHERE archive BETWEEN {first} AND {last};"
                + $"DELETE FROM archives WHERE id BETWEEN {first} AND {last};"
                + $"DELETE FROM deletions WHERE vault = {Id};"
                + $"DELETE FROM vaults WHERE id = {Id};"
        );
    }
}
