using System.Globalization;
using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>
/// The metadata of one account in one region: everything but the bytes of archives. Times are milliseconds since 1970,
/// keys 16 bytes, hashes 32. Every row that matters has the CRC-32C of its content in <c>checksum</c>; the row above it
/// has a count or a sum of the rows below, so that one that is lost is noticed as well.
/// </summary>
internal static class StoreSchema
{
    public static readonly DatabaseSchema Instance = new()
    {
        // "GPSl"
        ApplicationId = 0x4750536C,
        Noun = "the metadata of the local service",
        Remedy =
            "Nothing in it was changed. Restore the file from a backup; the archives' bytes beside it are kept as "
            + "they are.",
        Migrations =
        [
            $"""
                CREATE TABLE account (
                  id INTEGER PRIMARY KEY,
                  vaults INTEGER NOT NULL,
                  units INTEGER NOT NULL,
                  messages INTEGER NOT NULL,
                  strategy TEXT NOT NULL,
                  bytes_per_hour INTEGER,
                  checksum INTEGER NOT NULL
                );
                INSERT INTO account VALUES (1, 0, 0, 0, 'None', NULL, {EmptyAccount});
                CREATE TABLE capacity (
                  id TEXT PRIMARY KEY, start INTEGER NOT NULL, checksum INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE messages (
                  id INTEGER PRIMARY KEY,
                  sent INTEGER NOT NULL,
                  job BLOB NOT NULL,
                  topic TEXT NOT NULL,
                  message TEXT NOT NULL,
                  delivered INTEGER NOT NULL,
                  checksum INTEGER NOT NULL
                );
                CREATE INDEX messages_undelivered ON messages (id) WHERE delivered = 0;
                CREATE TABLE vaults (
                  id INTEGER PRIMARY KEY,
                  name TEXT NOT NULL UNIQUE,
                  folder TEXT NOT NULL,
                  created INTEGER NOT NULL,
                  sequence INTEGER NOT NULL,
                  job_ordinal INTEGER NOT NULL,
                  upload_ordinal INTEGER NOT NULL,
                  archives INTEGER NOT NULL,
                  bytes INTEGER NOT NULL,
                  json_length INTEGER NOT NULL,
                  csv_length INTEGER NOT NULL,
                  jobs INTEGER NOT NULL,
                  uploads INTEGER NOT NULL,
                  parts INTEGER NOT NULL,
                  settings INTEGER NOT NULL,
                  inventory TEXT NOT NULL,
                  checksum INTEGER NOT NULL
                );
                CREATE TABLE settings (
                  vault INTEGER NOT NULL,
                  kind TEXT NOT NULL,
                  value TEXT,
                  changed INTEGER NOT NULL,
                  PRIMARY KEY (vault, kind)
                ) WITHOUT ROWID;
                CREATE TABLE archives (
                  vault INTEGER NOT NULL,
                  created_sequence INTEGER NOT NULL,
                  key BLOB NOT NULL,
                  size INTEGER NOT NULL,
                  tree_hash BLOB NOT NULL,
                  created INTEGER NOT NULL,
                  description TEXT,
                  parts BLOB,
                  deleted_sequence INTEGER,
                  deleted INTEGER,
                  checksum INTEGER NOT NULL,
                  PRIMARY KEY (vault, created_sequence)
                ) WITHOUT ROWID;
                CREATE UNIQUE INDEX archives_by_key ON archives (key);
                CREATE INDEX archives_deleted ON archives (vault, deleted_sequence) WHERE deleted_sequence IS NOT NULL;
                CREATE TABLE jobs (
                  vault INTEGER NOT NULL,
                  ordinal INTEGER NOT NULL,
                  key BLOB NOT NULL,
                  created INTEGER NOT NULL,
                  due INTEGER NOT NULL,
                  description TEXT,
                  topic TEXT,
                  tier TEXT,
                  archive TEXT,
                  inventory TEXT,
                  noticed INTEGER NOT NULL,
                  checksum INTEGER NOT NULL,
                  PRIMARY KEY (vault, ordinal)
                ) WITHOUT ROWID;
                CREATE TABLE uploads (
                  vault INTEGER NOT NULL,
                  ordinal INTEGER NOT NULL,
                  key BLOB NOT NULL,
                  part_size INTEGER NOT NULL,
                  description TEXT,
                  created INTEGER NOT NULL,
                  active INTEGER NOT NULL,
                  closed INTEGER,
                  archive BLOB,
                  checksum INTEGER NOT NULL,
                  PRIMARY KEY (vault, ordinal)
                ) WITHOUT ROWID;
                CREATE TABLE parts (
                  vault INTEGER NOT NULL,
                  upload INTEGER NOT NULL,
                  start INTEGER NOT NULL,
                  blob BLOB NOT NULL,
                  checksum INTEGER NOT NULL,
                  PRIMARY KEY (vault, upload, start)
                ) WITHOUT ROWID;
                CREATE TABLE freed (
                  vault INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (vault, key)
                ) WITHOUT ROWID
                """,
        ],
    };

    /// <summary>The checksum of an account's row before anything was stored.</summary>
    private static string EmptyAccount =>
        new RowChecksum()
            .Add(0)
            .Add(0)
            .Add(0)
            .Add("None"u8)
            .Add((long?)null)
            .Value.ToString(CultureInfo.InvariantCulture);
}
