using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// The tables of a <c>catalog.db</c>, which holds all vaults of one account in one region of one service. They are
/// documented for those who open it with their own tools in about_GlacierPS_Catalog.
/// </summary>
internal static class CatalogSchema
{
    /// <summary>The file's name in its folder.</summary>
    public const string FileName = "catalog.db";

    /// <summary>
    /// Rows of a vault have rowids from its ID shifted by so many bits on, so that they lie together.
    /// </summary>
    public const int VaultBits = 40;

    public static readonly DatabaseSchema Schema = new()
    {
        ApplicationId = 0x47504331, // "GPC1"
        Noun = "the catalogue",
        InUseErrorId = "CatalogInUse",
        Remedy =
            "Delete the file (and those beside it that end in -wal and -shm), and make it anew with "
            + "Update-GlacierCatalog, and with Import-GlacierCatalog for names that came from other tools.",
        Migrations = [Version1, Version2],
    };

    // Times are microseconds since 1970 in UTC. crc is the CRC-32C of the row's content (RowChecksum).
    private const string Version1 = """
        CREATE TABLE vaults(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            created INTEGER,
            set_aside INTEGER,
            inventory INTEGER,
            newest INTEGER,
            guessed INTEGER NOT NULL,
            inventory_archives INTEGER NOT NULL,
            inventory_bytes INTEGER NOT NULL,
            archives INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            listed INTEGER NOT NULL,
            archives_sum INTEGER NOT NULL,
            folders INTEGER NOT NULL,
            folders_sum INTEGER NOT NULL,
            crc INTEGER NOT NULL);
        CREATE TABLE archives(
            id INTEGER PRIMARY KEY,
            archive_id TEXT NOT NULL,
            evidence INTEGER NOT NULL,
            known INTEGER,
            created INTEGER NOT NULL,
            size INTEGER NOT NULL,
            tree_hash BLOB,
            description TEXT NOT NULL,
            named INTEGER NOT NULL,
            tool INTEGER NOT NULL,
            modified INTEGER,
            compressed INTEGER NOT NULL,
            encrypted INTEGER NOT NULL,
            original_size INTEGER,
            original_md5 TEXT,
            crc INTEGER NOT NULL);
        CREATE TABLE archive_ids(
            start TEXT NOT NULL,
            archive INTEGER NOT NULL,
            PRIMARY KEY(start, archive)) WITHOUT ROWID;
        CREATE TABLE folders(
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL,
            names INTEGER NOT NULL,
            names_sum INTEGER NOT NULL,
            crc INTEGER NOT NULL);
        CREATE INDEX folder_path ON folders(path);
        CREATE TABLE names(
            folder INTEGER NOT NULL,
            key TEXT NOT NULL,
            archive INTEGER NOT NULL,
            name TEXT NOT NULL,
            imported INTEGER NOT NULL,
            tool INTEGER,
            modified INTEGER,
            crc INTEGER NOT NULL,
            PRIMARY KEY(folder, key, archive, name)) WITHOUT ROWID;
        CREATE INDEX imported_names ON names(archive) WHERE imported = 1;
        CREATE TABLE deletions(
            vault INTEGER NOT NULL,
            archive_id TEXT NOT NULL,
            deleted INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY(vault, archive_id)) WITHOUT ROWID;
        CREATE VIEW archive_list AS
            SELECT v.name AS vault, f.path AS folder,
                CASE n.name WHEN '' THEN n.key ELSE n.name END AS name, a.size AS size,
                datetime(a.created / 1000000, 'unixepoch') AS created_utc,
                datetime(coalesce(n.modified, a.modified) / 1000000, 'unixepoch') AS modified_utc,
                a.archive_id AS archive_id, lower(hex(a.tree_hash)) AS tree_hash, a.description AS description,
                CASE a.evidence WHEN 0 THEN 'Inventory' WHEN 1 THEN 'Upload' ELSE 'Import' END AS evidence,
                a.compressed AS compressed, a.encrypted AS encrypted,
                a.original_size AS original_size, a.original_md5 AS original_md5
            FROM names n
            JOIN folders f ON f.id = n.folder
            JOIN archives a ON a.id = n.archive
            JOIN vaults v ON v.id = a.id >> 40
            WHERE v.set_aside IS NULL;
        CREATE VIEW vault_list AS
            SELECT name AS vault, archives, bytes,
                datetime(inventory / 1000000, 'unixepoch') AS inventory_utc,
                datetime(created / 1000000, 'unixepoch') AS created_utc,
                datetime(set_aside / 1000000, 'unixepoch') AS set_aside_utc
            FROM vaults;
        """;

    // What calls with -MaxCost have started, added up by vault, hour and tier. A dollar has 10^12 picodollars: a job on
    // an archive of a byte costs 25,000,002.
    private const string Version2 = """
        CREATE TABLE spendings(
            vault TEXT NOT NULL,
            hour INTEGER NOT NULL,
            tier INTEGER NOT NULL,
            jobs INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            picodollars INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY(vault, hour, tier)) WITHOUT ROWID;
        CREATE VIEW spending_list AS
            SELECT vault, datetime(hour / 1000000, 'unixepoch') AS hour_utc,
                CASE tier WHEN 0 THEN 'Standard' WHEN 1 THEN 'Expedited' ELSE 'Bulk' END AS tier,
                jobs, bytes, picodollars / 1e12 AS usd
            FROM spendings;
        """;

    /// <summary>The least and the most that a row of a vault can have for its ID.</summary>
    public static (long First, long Last) RowsOf(long vault) => (vault << VaultBits, ((vault + 1) << VaultBits) - 1);

    /// <summary>A time as it is kept.</summary>
    public static long Time(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>A time as it is kept, or NULL.</summary>
    public static long? Time(DateTime? time) => time is { } known ? Time(known) : null;

    /// <summary>
    /// A time that was kept; one beyond what a date can be is damage, and is told by the row's checksum.
    /// </summary>
    public static DateTime Time(long kept) =>
        new(
            Math.Clamp(kept, -62_135_596_800_000_000, 253_402_300_799_999_999) * 10 + DateTime.UnixEpoch.Ticks,
            DateTimeKind.Utc
        );

    /// <summary>A time as it comes back when it was kept.</summary>
    public static DateTime Rounded(DateTime time) => Time(Time(time));

    /// <summary>A time that was kept, or null.</summary>
    public static DateTime? TimeOrNull(long? kept) => kept is { } time ? Time(time) : null;
}
