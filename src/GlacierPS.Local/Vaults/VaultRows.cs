using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>A vault as it was read from the metadata.</summary>
/// <param name="State">What it is; null if its own row is damaged.</param>
/// <param name="Damage">Why it is closed, in a sentence; null if it is not.</param>
/// <param name="Reports">What those who run the service should know, in a sentence each.</param>
internal sealed record LoadedVault(VaultState? State, string? Damage, IReadOnlyList<string> Reports);

/// <summary>The rows of vaults: one each, which has counts and sums of all that belongs to the vault.</summary>
internal static class VaultRows
{
    private const string Columns =
        "id,name,folder,created,sequence,job_ordinal,upload_ordinal,archives,bytes,json_length,csv_length,jobs,uploads,"
        + "parts,settings,inventory,checksum";

    /// <summary>Reads all vaults, or one.</summary>
    public static List<LoadedVault> Load(StoreConnection connection, long? only = null)
    {
        DatabaseStatement statement = only is null
            ? connection.Statement($"SELECT {Columns} FROM vaults ORDER BY id")
            : connection.Statement($"SELECT {Columns} FROM vaults WHERE id=?").Bind(1, only);
        var rows = new List<(VaultState? State, Counts Counts, string Name)>();
        while (statement.Step())
        {
            rows.Add(Read(statement));
        }

        return rows.ConvertAll(row => Complete(connection, row.State, row.Counts, row.Name));
    }

    /// <summary>Writes the row of a new vault; answers its number.</summary>
    public static long Insert(StoreConnection connection, string name, string folder, ServiceTime created)
    {
        long row = connection.Database.Number("SELECT max(id) FROM vaults") + 1;
        var state = new VaultState
        {
            Row = row,
            Name = name,
            Folder = folder,
            Created = created,
            SettingsSum = VaultSettings.SumOf([]),
        };
        Bind(connection.Statement($"INSERT INTO vaults ({Columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"), state)
            .Run();
        return row;
    }

    /// <summary>Writes the row of a vault that changed.</summary>
    public static void Update(StoreConnection connection, VaultState state) =>
        Bind(
                connection.Statement(
                    "UPDATE vaults SET id=?1,name=?2,folder=?3,created=?4,sequence=?5,job_ordinal=?6,upload_ordinal=?7,"
                        + "archives=?8,bytes=?9,json_length=?10,csv_length=?11,jobs=?12,uploads=?13,parts=?14,"
                        + "settings=?15,inventory=?16,checksum=?17 WHERE id=?1"
                ),
                state
            )
            .Run();

    /// <summary>Removes a vault and all that belongs to it.</summary>
    public static void Remove(StoreConnection connection, long row)
    {
        foreach (string table in new[] { "settings", "archives", "jobs", "uploads", "parts", "freed" })
        {
            connection.Statement($"DELETE FROM {table} WHERE vault=?").Bind(1, row).Run();
        }

        connection.Statement("DELETE FROM vaults WHERE id=?").Bind(1, row).Run();
    }

    private static (VaultState? State, Counts Counts, string Name) Read(DatabaseStatement statement)
    {
        string name = statement.Text(1) ?? "";
        string inventory = statement.Text(15) ?? "";
        var counts = new Counts(statement.Number(11), statement.Number(12), statement.Number(13));
        var state = new VaultState
        {
            Row = statement.Number(0),
            Name = name,
            Folder = statement.Text(2) ?? "",
            Created = new ServiceTime(statement.Number(3)),
            Sequence = statement.Number(4),
            Totals = new InventoryTotals(
                statement.Number(7),
                statement.Number(8),
                statement.Number(9),
                statement.Number(10)
            ),
            SettingsSum = statement.Number(14),
        };
        state.Jobs.Reach(statement.Number(5));
        state.Uploads.Reach(statement.Number(6));
        if (ChecksumOf(state, counts, inventory) != statement.Number(16))
        {
            return (null, counts, name);
        }

        state.Inventories.Restore(InventoryMarksJson.Read(inventory));
        return (state, counts, name);
    }

    private static LoadedVault Complete(StoreConnection connection, VaultState? state, Counts counts, string name)
    {
        if (state is null)
        {
            return new LoadedVault(
                null,
                $"The record of a vault ('{Printable(name)}') in the metadata is damaged. The vault is closed; its "
                    + "archives' bytes are kept.",
                []
            );
        }

        var reports = new List<string>();
        if (!VaultSettings.TryLoad(connection, state))
        {
            return new LoadedVault(
                state,
                $"The tags, policies, lock or notifications of vault '{name}' in the metadata are damaged. The "
                    + "vault is "
                    + "closed, since nobody can say what they allow.",
                reports
            );
        }

        JobRows.Load(connection, state, counts.Jobs, reports);
        UploadRows.Load(connection, state, counts.Uploads, counts.Parts, reports);
        return new LoadedVault(state, null, reports);
    }

    private static DatabaseStatement Bind(DatabaseStatement statement, VaultState state)
    {
        Counts counts = CountsOf(state);
        string inventory = InventoryMarksJson.Write(state.Inventories.Marks);
        return statement
            .Bind(1, state.Row)
            .Bind(2, state.Name)
            .Bind(3, state.Folder)
            .Bind(4, state.Created.Milliseconds)
            .Bind(5, state.Sequence)
            .Bind(6, state.Jobs.Ordinal)
            .Bind(7, state.Uploads.Ordinal)
            .Bind(8, state.Totals.Count)
            .Bind(9, state.Totals.Bytes)
            .Bind(10, state.Totals.JsonLength)
            .Bind(11, state.Totals.CsvLength)
            .Bind(12, counts.Jobs)
            .Bind(13, counts.Uploads)
            .Bind(14, counts.Parts)
            .Bind(15, state.SettingsSum)
            .Bind(16, inventory)
            .Bind(17, ChecksumOf(state, counts, inventory));
    }

    private static long ChecksumOf(VaultState state, Counts counts, string inventory) =>
        new RowChecksum()
            .Add(state.Row)
            .Add(state.Name)
            .Add(state.Folder)
            .Add(state.Created.Milliseconds)
            .Add(state.Sequence)
            .Add(state.Jobs.Ordinal)
            .Add(state.Uploads.Ordinal)
            .Add(state.Totals.Count)
            .Add(state.Totals.Bytes)
            .Add(state.Totals.JsonLength)
            .Add(state.Totals.CsvLength)
            .Add(counts.Jobs)
            .Add(counts.Uploads)
            .Add(counts.Parts)
            .Add(state.SettingsSum)
            .Add(inventory)
            .Value;

    private static Counts CountsOf(VaultState state) =>
        new(
            state.Jobs.All.Count,
            state.Uploads.Open.Count + state.Uploads.Closed.Count,
            state.Uploads.Open.Sum(upload => upload.Parts.Count)
        );

    /// <summary>A name that may be anything, for a terminal.</summary>
    private static string Printable(string name) =>
        string.Concat(
            name.Take(64)
                .Select(c =>
                    c is >= ' ' and <= '~'
                        ? c.ToString()
                        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                )
        );

    private readonly record struct Counts(long Jobs, long Uploads, long Parts);
}
