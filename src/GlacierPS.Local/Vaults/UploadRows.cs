using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>The rows of multipart uploads and of their parts.</summary>
internal static class UploadRows
{
    /// <summary>Reads the uploads of a vault.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="state">The vault.</param>
    /// <param name="uploads">How many there have to be.</param>
    /// <param name="parts">How many parts there have to be.</param>
    /// <param name="reports">Told what is lost.</param>
    public static void Load(
        StoreConnection connection,
        VaultState state,
        long uploads,
        long parts,
        List<string> reports
    )
    {
        DatabaseStatement statement = connection
            .Statement(
                "SELECT ordinal,key,part_size,description,created,active,closed,archive,checksum FROM uploads "
                    + "WHERE vault=? ORDER BY ordinal"
            )
            .Bind(1, state.Row);
        while (statement.Step())
        {
            Read(statement, state);
        }

        LoadParts(connection, state);
        long lost = uploads - state.Uploads.Open.Count - state.Uploads.Closed.Count;
        if (lost != 0)
        {
            reports.Add(
                $"Vault '{state.Name}': {lost} of {uploads} multipart uploads in the metadata are damaged or missing. "
                    + "They have to be initiated again."
            );
        }

        long lostParts = parts - state.Uploads.Open.Sum(upload => upload.Parts.Count);
        if (lostParts != 0)
        {
            reports.Add(
                $"Vault '{state.Name}': damaged or missing in the metadata: {Digits.Of(lostParts)} of "
                    + $"{Quantity.Of(parts, "part")} of multipart uploads. Send these uploads again."
            );
        }
    }

    public static void Insert(StoreConnection connection, long vault, UploadInProgress upload) =>
        Bind(connection.Statement("INSERT INTO uploads VALUES (?,?,?,?,?,?,?,?,?,?)"), vault, upload, null).Run();

    /// <summary>Writes when something last happened to an upload, or that it ended.</summary>
    public static void Update(StoreConnection connection, long vault, UploadInProgress upload, ClosedUpload? closed) =>
        Bind(
                connection.Statement(
                    "UPDATE uploads SET vault=?1,ordinal=?2,key=?3,part_size=?4,description=?5,created=?6,active=?7,"
                        + "closed=?8,archive=?9,checksum=?10 WHERE vault=?1 AND ordinal=?2"
                ),
                vault,
                upload,
                closed
            )
            .Run();

    public static void Remove(StoreConnection connection, long vault, ClosedUpload closed) =>
        connection
            .Statement("DELETE FROM uploads WHERE vault=? AND ordinal=?")
            .Bind(1, vault)
            .Bind(2, closed.Ordinal)
            .Run();

    /// <summary>Writes a part, in the place of one that begins at the same byte.</summary>
    public static void PutPart(StoreConnection connection, long vault, long upload, long start, in BlobRef blob)
    {
        Span<byte> bytes = stackalloc byte[BlobRows.Size];
        BlobRows.Write(blob, bytes);
        connection
            .Statement("INSERT OR REPLACE INTO parts VALUES (?,?,?,?,?)")
            .Bind(1, vault)
            .Bind(2, upload)
            .Bind(3, start)
            .BindBlob(4, bytes)
            .Bind(5, ChecksumOf(vault, upload, start, bytes))
            .Run();
    }

    public static void RemovePart(StoreConnection connection, long vault, long upload, long start) =>
        connection
            .Statement("DELETE FROM parts WHERE vault=? AND upload=? AND start=?")
            .Bind(1, vault)
            .Bind(2, upload)
            .Bind(3, start)
            .Run();

    public static void RemoveParts(StoreConnection connection, long vault, long upload) =>
        connection.Statement("DELETE FROM parts WHERE vault=? AND upload=?").Bind(1, vault).Bind(2, upload).Run();

    private static void Read(DatabaseStatement statement, VaultState state)
    {
        if (statement.Bytes(1).Length != ResourceKey.Size)
        {
            return;
        }

        var upload = new UploadInProgress(
            statement.Key(1),
            statement.Number(0),
            statement.Number(2),
            statement.Text(3),
            new ServiceTime(statement.Number(4))
        )
        {
            LastActivity = new ServiceTime(statement.Number(5)),
        };
        ClosedUpload? closed = statement.NumberOrNull(6) is { } at
            ? new ClosedUpload(
                upload.Key,
                upload.Ordinal,
                new ServiceTime(at),
                statement.Bytes(7).Length == ResourceKey.Size ? statement.Key(7) : null
            )
            : null;
        if (ChecksumOf(state.Row, upload, closed) != statement.Number(8))
        {
            return;
        }

        if (closed is null)
        {
            state.Uploads.Begin(upload);
        }
        else
        {
            state.Uploads.Close(closed);
        }
    }

    private static void LoadParts(StoreConnection connection, VaultState state)
    {
        Dictionary<long, UploadInProgress> uploads = state.Uploads.Open.ToDictionary(upload => upload.Ordinal);
        DatabaseStatement statement = connection
            .Statement("SELECT upload,start,blob,checksum FROM parts WHERE vault=?")
            .Bind(1, state.Row);
        while (statement.Step())
        {
            ReadOnlySpan<byte> blob = statement.Bytes(2);
            long upload = statement.Number(0);
            long start = statement.Number(1);
            if (
                blob.Length == BlobRows.Size
                && ChecksumOf(state.Row, upload, start, blob) == statement.Number(3)
                && uploads.TryGetValue(upload, out UploadInProgress? found)
            )
            {
                found.Parts[start] = BlobRows.Read(blob);
            }
        }
    }

    private static DatabaseStatement Bind(
        DatabaseStatement statement,
        long vault,
        UploadInProgress upload,
        ClosedUpload? closed
    )
    {
        statement
            .Bind(1, vault)
            .Bind(2, upload.Ordinal)
            .BindKey(3, upload.Key)
            .Bind(4, upload.PartSize)
            .Bind(5, upload.Description)
            .Bind(6, upload.Created.Milliseconds)
            .Bind(7, upload.LastActivity.Milliseconds)
            .Bind(8, closed?.At.Milliseconds)
            .Bind(10, ChecksumOf(vault, upload, closed));
        return closed?.Archive is { } archive ? statement.BindKey(9, archive) : statement.BindBlob(9, []);
    }

    private static long ChecksumOf(long vault, UploadInProgress upload, ClosedUpload? closed) =>
        new RowChecksum()
            .Add(vault)
            .Add(upload.Ordinal)
            .Add(upload.Key)
            .Add(upload.PartSize)
            .Add(upload.Description)
            .Add(upload.Created.Milliseconds)
            .Add(upload.LastActivity.Milliseconds)
            .Add(closed?.At.Milliseconds)
            .Add(closed?.Archive is null ? 0L : 1L)
            .Add(closed?.Archive ?? default)
            .Value;

    private static long ChecksumOf(long vault, long upload, long start, ReadOnlySpan<byte> blob) =>
        new RowChecksum().Add(vault).Add(upload).Add(start).Add(blob).Value;
}
