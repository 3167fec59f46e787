using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>The rows of jobs.</summary>
internal static class JobRows
{
    /// <summary>Reads the jobs of a vault.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="state">The vault; its notifications have been read.</param>
    /// <param name="count">How many there have to be.</param>
    /// <param name="reports">Told what is lost.</param>
    public static void Load(StoreConnection connection, VaultState state, long count, List<string> reports)
    {
        DatabaseStatement statement = connection
            .Statement(
                "SELECT ordinal,key,created,due,description,topic,tier,archive,inventory,noticed,checksum FROM jobs "
                    + "WHERE vault=? ORDER BY ordinal"
            )
            .Bind(1, state.Row);
        while (statement.Step())
        {
            if (TryRead(statement, state.Row) is { } job)
            {
                state.Jobs.Add(job);
            }
        }

        foreach (Job job in state.Jobs.All)
        {
            FindArchive(connection, state, job);

            // As jobs are settled when the configuration changes.
            bool settled = job.IsEndNoticed || (job.Due <= state.NotificationsSince && job.Topic is null);
            if (!settled)
            {
                state.Ending.Add(job);
            }
        }

        if (state.Jobs.All.Count != count)
        {
            reports.Add(
                $"Vault '{state.Name}': damaged or missing in the metadata: {Digits.Of(count - state.Jobs.All.Count)} "
                    + $"of {Quantity.Of(count, "job")}. Initiate again what is still wanted."
            );
        }
    }

    public static void Insert(StoreConnection connection, long vault, Job job)
    {
        string? archive = job.Archive is null
            ? null
            : JsonSerializer.Serialize(job.Archive, StoreJson.Default.RetrievedArchive);
        string? inventory = job.Inventory is null
            ? null
            : JsonSerializer.Serialize(job.Inventory, StoreJson.Default.RetrievedInventory);
        connection
            .Statement("INSERT INTO jobs VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
            .Bind(1, vault)
            .Bind(2, job.Ordinal)
            .BindKey(3, job.Key)
            .Bind(4, job.Created.Milliseconds)
            .Bind(5, job.Due.Milliseconds)
            .Bind(6, job.Description)
            .Bind(7, job.Topic)
            .Bind(8, job.Tier)
            .Bind(9, archive)
            .Bind(10, inventory)
            .Bind(11, 0)
            .Bind(12, ChecksumOf(vault, job, archive, inventory))
            .Run();
    }

    /// <summary>Notes that the subscribers of a job's end were notified.</summary>
    public static void MarkNoticed(StoreConnection connection, long vault, Job job) =>
        connection
            .Statement("UPDATE jobs SET noticed=1 WHERE vault=? AND ordinal=?")
            .Bind(1, vault)
            .Bind(2, job.Ordinal)
            .Run();

    public static void Remove(StoreConnection connection, long vault, Job job) =>
        connection.Statement("DELETE FROM jobs WHERE vault=? AND ordinal=?").Bind(1, vault).Bind(2, job.Ordinal).Run();

    private static Job? TryRead(DatabaseStatement statement, long vault)
    {
        try
        {
            string? archive = statement.Text(7);
            string? inventory = statement.Text(8);
            var job = new Job
            {
                Ordinal = statement.Number(0),
                Key = statement.Key(1),
                Created = new ServiceTime(statement.Number(2)),
                Due = new ServiceTime(statement.Number(3)),
                Description = statement.Text(4),
                Topic = statement.Text(5),
                Tier = statement.Text(6),
                Archive = archive is null
                    ? null
                    : JsonSerializer.Deserialize(archive, StoreJson.Default.RetrievedArchive),
                Inventory = inventory is null
                    ? null
                    : JsonSerializer.Deserialize(inventory, StoreJson.Default.RetrievedInventory),
                IsEndNoticed = statement.Number(9) != 0,
            };
            return ChecksumOf(vault, job, archive, inventory) == statement.Number(10) ? job : null;
        }
        catch (Exception exception) when (exception is DamagedDataException or JsonException)
        {
            return null;
        }
    }

    private static void FindArchive(StoreConnection connection, VaultState state, Job job)
    {
        if (job.Archive is not { } retrieved)
        {
            return;
        }

        try
        {
            ArchiveRecord? found = ArchiveRows.Find(connection, retrieved.Archive);
            job.IsArchiveLost = found is not { } archive || archive.Vault != state.Row;
            job.ArchiveDeleted = found is { IsDeleted: true } deleted ? deleted.Deleted : null;
        }
        catch (DamagedDataException)
        {
            job.IsArchiveLost = true;
        }
    }

    private static long ChecksumOf(long vault, Job job, string? archive, string? inventory) =>
        new RowChecksum()
            .Add(vault)
            .Add(job.Ordinal)
            .Add(job.Key)
            .Add(job.Created.Milliseconds)
            .Add(job.Due.Milliseconds)
            .Add(job.Description)
            .Add(job.Topic)
            .Add(job.Tier)
            .Add(archive)
            .Add(inventory)
            .Value;
}
