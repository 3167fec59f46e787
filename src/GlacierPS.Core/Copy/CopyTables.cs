using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>The tables of a <c>copies.db</c>; each row has the CRC-32C of its content.</summary>
internal static class CopyTables
{
    /// <summary>The file's name in the account's folder.</summary>
    public const string FileName = "copies.db";

    public static readonly DatabaseSchema Schema = new()
    {
        ApplicationId = 0x47504B31, // "GPK1"
        Noun = "the record of copies",
        Remedy =
            "Delete the file (and those beside it that end in -wal and -shm), and make it anew out of what the bucket "
            + "holds with Test-GlacierCopy -Bucket.",
        Migrations = [Version1, Version2],
    };

    // Times are microseconds since 1970 in UTC. settings and entry are JSON, an entry as it is in the manifest.
    private const string Version1 = """
        CREATE TABLE destinations(
            id INTEGER PRIMARY KEY,
            vault TEXT NOT NULL,
            bucket TEXT NOT NULL,
            prefix TEXT NOT NULL,
            settings TEXT NOT NULL,
            archives INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            copied INTEGER NOT NULL,
            bytes_copied INTEGER NOT NULL,
            bytes_moved INTEGER NOT NULL,
            begun INTEGER NOT NULL,
            moving INTEGER,
            last INTEGER,
            ended INTEGER,
            crc INTEGER NOT NULL,
            UNIQUE(vault, bucket, prefix));
        CREATE TABLE copies(
            destination INTEGER NOT NULL,
            archive_id TEXT NOT NULL,
            entry TEXT NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY(destination, archive_id)) WITHOUT ROWID;
        CREATE TABLE failures(
            destination INTEGER NOT NULL,
            archive_id TEXT NOT NULL,
            failure TEXT NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY(destination, archive_id)) WITHOUT ROWID;
        """;

    // What OpenedUploads reads and writes.
    private const string Version2 = """
        CREATE TABLE uploads(
            bucket TEXT NOT NULL,
            key TEXT NOT NULL,
            upload_id TEXT NOT NULL,
            traits TEXT NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY(bucket, key, upload_id)) WITHOUT ROWID;
        """;

    public static IReadOnlyList<string> Vaults(Database database)
    {
        using DatabaseStatement select = database.Prepare("SELECT DISTINCT vault FROM destinations ORDER BY vault");
        var vaults = new List<string>();
        while (select.Step())
        {
            vaults.Add(select.Text(0)!);
        }

        return vaults;
    }

    public static IReadOnlyList<CopyDestination> Destinations(Database database, string vaultName)
    {
        using DatabaseStatement select = database.Prepare(
            "SELECT id, bucket, prefix, settings, archives, bytes, copied, bytes_copied, bytes_moved, begun, moving, "
                + "last, ended, crc FROM destinations WHERE vault = ?1 ORDER BY begun DESC, id DESC"
        );
        select.Bind(1, vaultName);
        var found = new List<CopyDestination>();
        while (select.Step())
        {
            string settings = select.Text(3)!;
            var row = new CopyDestination
            {
                Id = select.Number(0),
                VaultName = vaultName,
                Bucket = select.Text(1)!,
                Prefix = select.Text(2)!,
                Archives = select.Number(4),
                SizeInBytes = select.Number(5),
                Copied = select.Number(6),
                BytesCopied = select.Number(7),
                BytesMoved = select.Number(8),
                Begun = CatalogSchema.Time(select.Number(9)),
                MovingSince = CatalogSchema.TimeOrNull(select.NumberOrNull(10)),
                LastCopied = CatalogSchema.TimeOrNull(select.NumberOrNull(11)),
                Ended = CatalogSchema.TimeOrNull(select.NumberOrNull(12)),
            };
            if (Checksum(row, settings) != select.Number(13))
            {
                throw database.Damaged($"the row of the copies to '{row.Bucket}' is not as it was written");
            }

            found.Add(row with { Settings = Parse(settings, ManifestJson.Default.CopySettings) });
        }

        return found;
    }

    /// <summary>Writes a row, a new one where it has no ID.</summary>
    public static CopyDestination Save(Database database, CopyDestination row)
    {
        string settings = JsonSerializer.Serialize(row.Settings, ManifestJson.Default.CopySettings);
        if (row.Id == 0)
        {
            row = row with { Id = database.Number("SELECT coalesce(max(id), 0) + 1 FROM destinations") };
        }

        using DatabaseStatement insert = database.Prepare(
            "INSERT OR REPLACE INTO destinations VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        );
        insert
            .Bind(1, row.Id)
            .Bind(2, row.VaultName)
            .Bind(3, row.Bucket)
            .Bind(4, row.Prefix)
            .Bind(5, settings)
            .Bind(6, row.Archives)
            .Bind(7, row.SizeInBytes)
            .Bind(8, row.Copied)
            .Bind(9, row.BytesCopied)
            .Bind(10, row.BytesMoved)
            .Bind(11, CatalogSchema.Time(row.Begun))
            .Bind(12, CatalogSchema.Time(row.MovingSince))
            .Bind(13, CatalogSchema.Time(row.LastCopied))
            .Bind(14, CatalogSchema.Time(row.Ended))
            .Bind(15, Checksum(row, settings))
            .Run();
        return row;
    }

    public static void Put(Database database, long destination, IEnumerable<ManifestEntry> entries)
    {
        using DatabaseStatement insert = database.Prepare("INSERT OR REPLACE INTO copies VALUES(?,?,?,?)");
        foreach (ManifestEntry entry in entries)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(entry, ManifestJson.Default.ManifestEntry);
            insert
                .Bind(1, destination)
                .Bind(2, entry.ArchiveId)
                .BindUtf8(3, json)
                .Bind(4, Checksum(destination, entry.ArchiveId, json))
                .Run();
        }
    }

    public static void Put(Database database, long destination, IEnumerable<CopyFailure> failures)
    {
        using DatabaseStatement insert = database.Prepare("INSERT OR REPLACE INTO failures VALUES(?,?,?,?)");
        foreach (CopyFailure failure in failures)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(failure, ManifestJson.Default.CopyFailure);
            insert
                .Bind(1, destination)
                .Bind(2, failure.ArchiveId)
                .BindUtf8(3, json)
                .Bind(4, Checksum(destination, failure.ArchiveId, json))
                .Run();
        }
    }

    public static void ForgetFailures(Database database, long destination) =>
        database.Execute($"DELETE FROM failures WHERE destination = {destination}");

    public static IReadOnlyList<CopyFailure> Failures(Database database, long destination)
    {
        using DatabaseStatement select = database.Prepare(
            "SELECT archive_id, failure, crc FROM failures WHERE destination = ?1"
        );
        select.Bind(1, destination);
        return [.. Rows(database, select, destination, ManifestJson.Default.CopyFailure)];
    }

    public static long Count(Database database, long destination) =>
        database.Number($"SELECT count(*) FROM copies WHERE destination = {destination}");

    public static IReadOnlyDictionary<string, ManifestEntry> Find(
        Database database,
        long destination,
        IEnumerable<string> archiveIds
    )
    {
        using DatabaseStatement select = database.Prepare(
            "SELECT archive_id, entry, crc FROM copies WHERE destination = ?1 AND archive_id = ?2"
        );
        var found = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach (string id in archiveIds)
        {
            select.Bind(1, destination).Bind(2, id);
            foreach (ManifestEntry entry in Rows(database, select, destination, ManifestJson.Default.ManifestEntry))
            {
                found[id] = entry;
            }
        }

        return found;
    }

    public static IEnumerable<ManifestEntry> All(Database database, long destination)
    {
        using DatabaseStatement select = database.Prepare(
            "SELECT archive_id, entry, crc FROM copies WHERE destination = ?1 ORDER BY archive_id"
        );
        select.Bind(1, destination);
        foreach (ManifestEntry entry in Rows(database, select, destination, ManifestJson.Default.ManifestEntry))
        {
            yield return entry;
        }
    }

    private static IEnumerable<T> Rows<T>(
        Database database,
        DatabaseStatement select,
        long destination,
        JsonTypeInfo<T> type
    )
    {
        while (select.Step())
        {
            string id = select.Text(0)!;
            if (Checksum(destination, id, select.Bytes(1)) != select.Number(2))
            {
                throw database.Damaged($"the row of the archive {id} is not as it was written");
            }

            yield return Parse(select.Text(1)!, type);
        }
    }

    private static T Parse<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;

    private static long Checksum(long destination, string archiveId, ReadOnlySpan<byte> json) =>
        new RowChecksum().Add(destination).Add(Encoding.UTF8.GetBytes(archiveId)).Add(json).Value;

    private static long Checksum(CopyDestination row, string settings) =>
        new RowChecksum()
            .Add(row.Id)
            .Add(Encoding.UTF8.GetBytes(row.VaultName))
            .Add(Encoding.UTF8.GetBytes(row.Bucket))
            .Add(Encoding.UTF8.GetBytes(row.Prefix))
            .Add(Encoding.UTF8.GetBytes(settings))
            .Add(row.Archives)
            .Add(row.SizeInBytes)
            .Add(row.Copied)
            .Add(row.BytesCopied)
            .Add(row.BytesMoved)
            .Add(CatalogSchema.Time(row.Begun))
            .Add(CatalogSchema.Time(row.MovingSince))
            .Add(CatalogSchema.Time(row.LastCopied))
            .Add(CatalogSchema.Time(row.Ended))
            .Value;
}
