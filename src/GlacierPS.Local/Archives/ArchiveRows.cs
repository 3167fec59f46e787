using System.Buffers.Binary;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Archives;

/// <summary>The rows of archives: each is checked when it is read, and one that is damaged is never served.</summary>
internal static class ArchiveRows
{
    private const int PartSize = BlobRows.Size;

    private const string Columns =
        "vault,created_sequence,key,size,tree_hash,created,description,parts,deleted_sequence,deleted,checksum";

    /// <summary>An archive by its key, deleted or not, in whatever vault; null if there is none.</summary>
    /// <exception cref="DamagedDataException">Its row is damaged.</exception>
    public static ArchiveRecord? Find(StoreConnection connection, ResourceKey key)
    {
        DatabaseStatement statement = connection
            .Statement($"SELECT {Columns} FROM archives WHERE key=?")
            .BindKey(1, key);
        ArchiveRecord? found = statement.Step() ? Read(statement) : null;
        statement.Reset();
        return found;
    }

    /// <summary>
    /// The next archives of a vault in the order in which they were stored, those deleted meanwhile included.
    /// </summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="vault">The number of the vault's row.</param>
    /// <param name="from">The first place of the vault's history.</param>
    /// <param name="last">The last one.</param>
    /// <param name="limit">How many at most.</param>
    /// <exception cref="DamagedDataException">A row is damaged.</exception>
    public static List<ArchiveRecord> Page(StoreConnection connection, long vault, long from, long last, int limit)
    {
        DatabaseStatement statement = connection
            .Statement(
                $"SELECT {Columns} FROM archives WHERE vault=? AND created_sequence BETWEEN ? AND ? "
                    + "ORDER BY created_sequence LIMIT ?"
            )
            .Bind(1, vault)
            .Bind(2, from)
            .Bind(3, last)
            .Bind(4, limit);
        var page = new List<ArchiveRecord>();
        while (statement.Step())
        {
            page.Add(Read(statement));
        }

        return page;
    }

    /// <summary>Looks for a key in a vault row by row, whatever the index says.</summary>
    /// <returns>Whether it is there, and the archives that live with the sum of their bytes, as they stand
    /// there.</returns>
    public static (bool IsThere, long Live, long Bytes) Scan(StoreConnection connection, long vault, ResourceKey key)
    {
        DatabaseStatement statement = connection
            .Statement(
                "SELECT max(key=?2),sum(deleted_sequence IS NULL),"
                    + "sum(CASE WHEN deleted_sequence IS NULL THEN size ELSE 0 END) FROM archives WHERE vault=?1"
            )
            .Bind(1, vault)
            .BindKey(2, key);
        statement.Step();
        (bool, long, long) found = (statement.Number(0) != 0, statement.Number(1), statement.Number(2));
        statement.Reset();
        return found;
    }

    /// <summary>
    /// Archives of all vaults whose keys begin with a byte, as the index has them. For comparing only: rows are not
    /// checked, and descriptions and parts are left out.
    /// </summary>
    public static List<ArchiveRecord> WithFirstByte(StoreConnection connection, byte first)
    {
        DatabaseStatement statement = connection.Statement(
            "SELECT vault,created_sequence,key,size,deleted_sequence,deleted,parts IS NULL "
                + "FROM archives INDEXED BY archives_by_key WHERE key>=? AND key<?"
        );
        statement.BindBlob(1, [first]).BindBlob(2, first == byte.MaxValue ? NoKeyIsHigher : [(byte)(first + 1)]);
        var rows = new List<ArchiveRecord>();
        while (statement.Step())
        {
            if (statement.Bytes(2).Length == ResourceKey.Size)
            {
                rows.Add(
                    new ArchiveRecord
                    {
                        Vault = statement.Number(0),
                        CreatedSequence = statement.Number(1),
                        Key = statement.Key(2),
                        Size = statement.Number(3),
                        DeletedSequence = statement.Number(4),
                        Deleted = new ServiceTime(statement.Number(5)),
                        Parts = statement.Number(6) != 0 ? null : [],
                    }
                );
            }
        }

        return rows;
    }

    private static ReadOnlySpan<byte> NoKeyIsHigher =>
        [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    /// <summary>Writes the row of a new archive.</summary>
    public static void Insert(StoreConnection connection, in ArchiveRecord archive)
    {
        byte[]? parts = archive.Parts is null ? null : Encode(archive.Parts);
        DatabaseStatement statement = connection
            .Statement($"INSERT INTO archives ({Columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?)")
            .Bind(1, archive.Vault)
            .Bind(2, archive.CreatedSequence)
            .BindKey(3, archive.Key)
            .Bind(4, archive.Size)
            .BindBlob(5, archive.TreeHash.Bytes)
            .Bind(6, archive.Created.Milliseconds)
            .Bind(7, archive.Description is null ? null : Encoding.Latin1.GetString(archive.Description))
            .BindBlob(8, parts)
            .Bind(9, archive.IsDeleted ? archive.DeletedSequence : null)
            .Bind(10, archive.IsDeleted ? archive.Deleted.Milliseconds : null)
            .Bind(11, ChecksumOf(archive, parts));
        statement.Run();
    }

    /// <summary>Marks an archive as deleted.</summary>
    public static void MarkDeleted(StoreConnection connection, in ArchiveRecord archive) =>
        connection
            .Statement(
                "UPDATE archives SET deleted_sequence=?,deleted=?,checksum=? WHERE vault=? AND created_sequence=?"
            )
            .Bind(1, archive.DeletedSequence)
            .Bind(2, archive.Deleted.Milliseconds)
            .Bind(3, ChecksumOf(archive, archive.Parts is null ? null : Encode(archive.Parts)))
            .Bind(4, archive.Vault)
            .Bind(5, archive.CreatedSequence)
            .Run();

    /// <summary>Deleted archives that no inventory before a place of the history lists any more.</summary>
    public static List<ArchiveRecord> DeletedUpTo(StoreConnection connection, long vault, long sequence, int limit)
    {
        DatabaseStatement statement = connection
            .Statement(
                $"SELECT {Columns} FROM archives WHERE vault=? AND deleted_sequence<=? "
                    + "AND deleted_sequence IS NOT NULL ORDER BY deleted_sequence LIMIT ?"
            )
            .Bind(1, vault)
            .Bind(2, sequence)
            .Bind(3, limit);
        var rows = new List<ArchiveRecord>();
        while (statement.Step())
        {
            rows.Add(Read(statement));
        }

        return rows;
    }

    /// <summary>Removes the row of a deleted archive.</summary>
    public static void Remove(StoreConnection connection, in ArchiveRecord archive) =>
        connection
            .Statement("DELETE FROM archives WHERE vault=? AND created_sequence=?")
            .Bind(1, archive.Vault)
            .Bind(2, archive.CreatedSequence)
            .Run();

    /// <summary>The archive in the row that a statement stands on, whose columns are those of this class.</summary>
    /// <exception cref="DamagedDataException">The row is damaged.</exception>
    private static ArchiveRecord Read(DatabaseStatement statement)
    {
        ReadOnlySpan<byte> parts = statement.Bytes(7);
        var archive = new ArchiveRecord
        {
            Vault = statement.Number(0),
            CreatedSequence = statement.Number(1),
            Key = statement.Key(2),
            Size = statement.Number(3),
            TreeHash = statement.Hash(4),
            Created = new ServiceTime(statement.Number(5)),
            Description = statement.Text(6) is { } text ? Encoding.Latin1.GetBytes(text) : null,
            Parts = statement.IsNull(7) ? null : Decode(parts),
            DeletedSequence = statement.Number(8),
            Deleted = new ServiceTime(statement.Number(9)),
        };
        return ChecksumOf(archive, parts) == statement.Number(10)
            ? archive
            : throw new DamagedDataException(
                $"The record of archive {IdCodec.Archive.Format(archive.Key)} in the metadata is damaged."
            );
    }

    private static long ChecksumOf(in ArchiveRecord archive, ReadOnlySpan<byte> parts) =>
        new RowChecksum()
            .Add(archive.Vault)
            .Add(archive.CreatedSequence)
            .Add(archive.Key)
            .Add(archive.Size)
            .Add(archive.TreeHash.Bytes)
            .Add(archive.Created.Milliseconds)
            .Add(archive.Description is null ? 0L : 1L)
            .Add(archive.Description)
            .Add(archive.Parts is null ? 0L : 1L)
            .Add(parts)
            .Add(archive.DeletedSequence)
            .Add(archive.IsDeleted ? archive.Deleted.Milliseconds : 0)
            .Value;

    private static byte[] Encode(BlobRef[] parts)
    {
        byte[] bytes = new byte[parts.Length * PartSize];
        for (int i = 0; i < parts.Length; i++)
        {
            BlobRows.Write(parts[i], bytes.AsSpan(i * PartSize));
        }

        return bytes;
    }

    private static BlobRef[] Decode(ReadOnlySpan<byte> bytes)
    {
        var parts = new BlobRef[bytes.Length / PartSize];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = BlobRows.Read(bytes[(i * PartSize)..]);
        }

        return parts;
    }
}

/// <summary>A blob in 56 bytes: its key, its length and its tree hash.</summary>
internal static class BlobRows
{
    public const int Size = ResourceKey.Size + sizeof(long) + Sha256Digest.Size;

    public static void Write(in BlobRef blob, Span<byte> bytes)
    {
        blob.Key.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[ResourceKey.Size..], blob.Length);
        blob.TreeHash.Digest.Bytes.CopyTo(bytes[(ResourceKey.Size + sizeof(long))..]);
    }

    public static BlobRef Read(ReadOnlySpan<byte> bytes) =>
        new(
            ResourceKey.FromBytes(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[ResourceKey.Size..]),
            Sha256Digest.FromBytes(bytes.Slice(ResourceKey.Size + sizeof(long), Sha256Digest.Size))
        );
}
