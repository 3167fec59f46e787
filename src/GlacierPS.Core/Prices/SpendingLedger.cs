using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Prices;

/// <summary>
/// What was started from here within a limit of cost, in the catalogue's database: the service forgets a job a day
/// after its end, and a limit counts for 30 days. Any number of processes can use it at once.
/// </summary>
/// <param name="folder">The folder of an account's <c>catalog.db</c>; made when something is written.</param>
public sealed class SpendingLedger(string folder)
{
    private const decimal Picodollars = 1_000_000_000_000m;

    private readonly string _path = Path.Join(Path.GetFullPath(folder), CatalogSchema.FileName);

    /// <summary>US dollars that were spent on a vault since a time.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="since">The time in UTC; its whole hour counts.</param>
    /// <exception cref="DatabaseException">The database is damaged, or cannot be read.</exception>
    public decimal Spent(string vaultName, DateTime since)
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        using CatalogConnection connection = CatalogConnections.Rent(_path);
        return Spent(connection.Database, vaultName, since);
    }

    /// <summary>Notes a job that is about to be started, if that stays within a limit.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="tier">The job's tier.</param>
    /// <param name="bytes">Bytes that it retrieves.</param>
    /// <param name="dollars">What it costs.</param>
    /// <param name="limit">What may be spent in all.</param>
    /// <param name="since">From when on what was spent counts, in UTC.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <returns>What was spent before; with the cost that is more than the limit where nothing was noted.</returns>
    /// <exception cref="DatabaseException">The database is damaged, or cannot be written.</exception>
    public decimal Reserve(
        string vaultName,
        RetrievalTier tier,
        long bytes,
        decimal dollars,
        decimal limit,
        DateTime since,
        DateTime now
    )
    {
        using CatalogConnection connection = CatalogConnections.Rent(_path);
        using DatabaseTransaction transaction = connection.Database.BeginWrite();
        decimal spent = Spent(connection.Database, vaultName, since);
        if (spent + dollars <= limit)
        {
            Add(connection.Database, vaultName, tier, 1, bytes, dollars, now);
            transaction.Commit();
        }

        return spent;
    }

    /// <summary>Takes back what <see cref="Reserve"/> noted: the job was refused.</summary>
    /// <exception cref="DatabaseException">The database is damaged, or cannot be written.</exception>
    public void GiveBack(string vaultName, RetrievalTier tier, long bytes, decimal dollars, DateTime noted)
    {
        using CatalogConnection connection = CatalogConnections.Rent(_path);
        using DatabaseTransaction transaction = connection.Database.BeginWrite();
        Add(connection.Database, vaultName, tier, -1, -bytes, -dollars, noted);
        transaction.Commit();
    }

    private static decimal Spent(Database database, string vaultName, DateTime since)
    {
        using DatabaseStatement select = database.Prepare(
            "SELECT hour, tier, jobs, bytes, picodollars, crc FROM spendings WHERE vault = ?1 AND hour >= ?2"
        );
        select.Bind(1, vaultName).Bind(2, Hour(since));
        decimal sum = 0;
        while (select.Step())
        {
            var row = new Row(select.Number(2), select.Number(3), select.Number(4));
            if (row.Checksum(vaultName, select.Number(0), select.Number(1)) != select.Number(5))
            {
                throw database.Damaged("the row of what was spent in an hour is not as it was written");
            }

            sum += row.Picodollars / Picodollars;
        }

        return sum;
    }

    private static void Add(
        Database database,
        string vaultName,
        RetrievalTier tier,
        long jobs,
        long bytes,
        decimal dollars,
        DateTime at
    )
    {
        long hour = Hour(at);
        var row = new Row(jobs, bytes, (long)Math.Round(dollars * Picodollars));
        using (
            DatabaseStatement select = database.Prepare(
                "SELECT jobs, bytes, picodollars FROM spendings WHERE vault = ?1 AND hour = ?2 AND tier = ?3"
            )
        )
        {
            if (select.Bind(1, vaultName).Bind(2, hour).Bind(3, (long)tier).Step())
            {
                row = new Row(
                    row.Jobs + select.Number(0),
                    row.Bytes + select.Number(1),
                    row.Picodollars + select.Number(2)
                );
            }
        }

        using DatabaseStatement insert = database.Prepare("INSERT OR REPLACE INTO spendings VALUES(?,?,?,?,?,?,?)");
        insert
            .Bind(1, vaultName)
            .Bind(2, hour)
            .Bind(3, (long)tier)
            .Bind(4, row.Jobs)
            .Bind(5, row.Bytes)
            .Bind(6, row.Picodollars)
            .Bind(7, row.Checksum(vaultName, hour, (long)tier))
            .Run();
    }

    private static long Hour(DateTime time) => CatalogSchema.Time(time.Date.AddHours(time.Hour));

    private readonly record struct Row(long Jobs, long Bytes, long Picodollars)
    {
        public long Checksum(string vaultName, long hour, long tier) =>
            new RowChecksum()
                .Add(Encoding.UTF8.GetBytes(vaultName))
                .Add(hour)
                .Add(tier)
                .Add(Jobs)
                .Add(Bytes)
                .Add(Picodollars)
                .Value;
    }
}
