using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A connection to the metadata, and the statements that were prepared on it. One thread at a time.</summary>
internal sealed class StoreConnection(Database database) : IDisposable
{
    private readonly Dictionary<string, DatabaseStatement> _statements = new(StringComparer.Ordinal);

    public Database Database { get; } = database;

    /// <summary>A statement, prepared once and ready to run. All of its parameters have to be bound anew.</summary>
    public DatabaseStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out DatabaseStatement? statement))
        {
            _statements.Add(sql, statement = Database.Prepare(sql));
        }

        statement.Reset();
        return statement;
    }

    public void Dispose() => Database.Dispose();
}

/// <summary>What statements and checksums say in the store's own terms.</summary>
internal static class StoreValues
{
    public static DatabaseStatement BindKey(this DatabaseStatement statement, int parameter, ResourceKey key)
    {
        Span<byte> bytes = stackalloc byte[ResourceKey.Size];
        key.CopyTo(bytes);
        return statement.BindBlob(parameter, bytes);
    }

    /// <summary>A column with a key.</summary>
    /// <exception cref="DamagedDataException">It has none.</exception>
    public static ResourceKey Key(this DatabaseStatement statement, int column)
    {
        ReadOnlySpan<byte> bytes = statement.Bytes(column);
        return bytes.Length == ResourceKey.Size
            ? ResourceKey.FromBytes(bytes)
            : throw new DamagedDataException("A key in the metadata is damaged.");
    }

    /// <summary>A column with a hash.</summary>
    /// <exception cref="DamagedDataException">It has none.</exception>
    public static Sha256Digest Hash(this DatabaseStatement statement, int column)
    {
        ReadOnlySpan<byte> bytes = statement.Bytes(column);
        return bytes.Length == Sha256Digest.Size
            ? Sha256Digest.FromBytes(bytes)
            : throw new DamagedDataException("A hash in the metadata is damaged.");
    }

    public static RowChecksum Add(this RowChecksum checksum, ResourceKey key) =>
        checksum.Add((long)key.High).Add((long)key.Low);

    public static RowChecksum Add(this RowChecksum checksum, string? text) =>
        text is null ? checksum.Add((long?)null) : checksum.Add(1L).Add(Encoding.UTF8.GetBytes(text).AsSpan());
}
