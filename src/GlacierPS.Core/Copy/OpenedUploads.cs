using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The multipart uploads that were begun from this machine, and a hash of how each object is to lie there. A bucket
/// tells of an open upload neither its metadata nor its encryption: only one that is noted here with the same traits
/// is gone on with, since any other would end as an object that is not the archive's copy. It is in <c>copies.db</c>,
/// and can be lost: what was sent is then sent again. Any thread may use it.
/// </summary>
/// <param name="folder">The folder of the account; made when something is written.</param>
/// <param name="bucket">The bucket's name.</param>
internal sealed class OpenedUploads(string folder, string bucket) : IDisposable
{
    private readonly string _path = Path.Join(Path.GetFullPath(folder), CopyTables.FileName);
    private readonly object _lock = new();
    private Database? _database;

    /// <summary>
    /// A hash of traits. Until when an object cannot be deleted is none of them: that moves on with the clock, and is
    /// set once the object is there.
    /// </summary>
    public static string MarkOf(ObjectTraits traits) =>
        Sha256Digest
            .Of(
                JsonSerializer.SerializeToUtf8Bytes(
                    (string[])
                        [
                            traits.StorageClass,
                            traits.KmsKeyId ?? "",
                            traits.Retention?.Mode ?? "",
                            $"{traits.PartSize}",
                            .. Sorted(traits.Tags),
                            "metadata",
                            .. Sorted(traits.Metadata),
                        ],
                    ManifestJson.Default.StringArray
                )
            )
            .ToString();

    /// <summary>The mark of the traits that an upload was begun with; null if it was not begun from here.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public string? MarkOf(string key, string uploadId)
    {
        lock (_lock)
        {
            if (_database is null && !File.Exists(_path))
            {
                return null;
            }

            Database database = _database ??= Database.Open(_path, CopyTables.Schema);
            using DatabaseStatement select = database.Prepare(
                "SELECT traits, crc FROM uploads WHERE bucket = ?1 AND key = ?2 AND upload_id = ?3"
            );
            select.Bind(1, bucket).Bind(2, key).Bind(3, uploadId);
            if (!select.Step())
            {
                return null;
            }

            string mark = select.Text(0)!;
            return select.Number(1) == Checksum(key, uploadId, mark)
                ? mark
                : throw database.Damaged($"the row of the upload of '{key}' is not as it was written");
        }
    }

    /// <summary>Notes an upload that was begun.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be written.</exception>
    public void Add(string key, string uploadId, string mark)
    {
        lock (_lock)
        {
            Database database = _database ??= Database.Open(_path, CopyTables.Schema);
            using DatabaseTransaction transaction = database.BeginWrite();
            using (DatabaseStatement insert = database.Prepare("INSERT OR REPLACE INTO uploads VALUES(?1,?2,?3,?4,?5)"))
            {
                insert
                    .Bind(1, bucket)
                    .Bind(2, key)
                    .Bind(3, uploadId)
                    .Bind(4, mark)
                    .Bind(5, Checksum(key, uploadId, mark))
                    .Run();
            }

            transaction.Commit();
        }
    }

    /// <summary>Forgets the uploads of keys at which nothing is open any more.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be written.</exception>
    public void Forget(IReadOnlySet<string> keys)
    {
        lock (_lock)
        {
            if (_database is null && !File.Exists(_path))
            {
                return;
            }

            Database database = _database ??= Database.Open(_path, CopyTables.Schema);
            string[] noted = [.. Keys(database).Where(keys.Contains)];
            if (noted.Length == 0)
            {
                return;
            }

            using DatabaseTransaction transaction = database.BeginWrite();
            using (DatabaseStatement delete = database.Prepare("DELETE FROM uploads WHERE bucket = ?1 AND key = ?2"))
            {
                foreach (string key in noted)
                {
                    delete.Bind(1, bucket).Bind(2, key).Run();
                }
            }

            transaction.Commit();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    private HashSet<string> Keys(Database database)
    {
        using DatabaseStatement select = database.Prepare("SELECT key FROM uploads WHERE bucket = ?1");
        select.Bind(1, bucket);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (select.Step())
        {
            keys.Add(select.Text(0)!);
        }

        return keys;
    }

    private static IEnumerable<string> Sorted(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => (string[])[pair.Key, pair.Value]);

    private long Checksum(string key, string uploadId, string mark) =>
        new RowChecksum()
            .Add(Encoding.UTF8.GetBytes(bucket))
            .Add(Encoding.UTF8.GetBytes(key))
            .Add(Encoding.UTF8.GetBytes(uploadId))
            .Add(Encoding.UTF8.GetBytes(mark))
            .Value;
}
