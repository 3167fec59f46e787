using System.Text;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What was deleted from here since the last inventory: another one of the same day may still list it.
/// </summary>
internal static class Deletions
{
    /// <summary>All of a vault.</summary>
    public static List<(byte[] Id, DateTime At)> Of(Database database, long vault)
    {
        var deletions = new List<(byte[], DateTime)>();
        using DatabaseStatement select = database.Prepare(
            $"SELECT archive_id, deleted, crc FROM deletions WHERE vault = {vault}"
        );
        while (select.Step())
        {
            if (Checksum(vault, select.Bytes(0), select.Number(1)) != select.Number(2))
            {
                throw database.Damaged("the row of a deletion is not as it was written");
            }

            deletions.Add((select.Bytes(0).ToArray(), CatalogSchema.Time(select.Number(1))));
        }

        return deletions;
    }

    public static long Count(Database database, long vault) =>
        database.Number($"SELECT count(*) FROM deletions WHERE vault = {vault}");

    public static void Add(Database database, long vault, ReadOnlySpan<byte> archiveId, DateTime at)
    {
        using DatabaseStatement insert = database.Prepare("INSERT OR REPLACE INTO deletions VALUES(?,?,?,?)");
        long time = CatalogSchema.Time(at);
        insert.Bind(1, vault).BindUtf8(2, archiveId).Bind(3, time).Bind(4, Checksum(vault, archiveId, time)).Run();
    }

    /// <summary>Forgets one: the archive is there again.</summary>
    public static void Forget(Database database, long vault, ReadOnlySpan<byte> archiveId)
    {
        using DatabaseStatement delete = database.Prepare("DELETE FROM deletions WHERE vault = ?1 AND archive_id = ?2");
        delete.Bind(1, vault).BindUtf8(2, archiveId).Run();
    }

    /// <summary>Forgets all others.</summary>
    public static void Keep(Database database, long vault, IEnumerable<byte[]> kept)
    {
        HashSet<string> keptIds = [.. kept.Select(Encoding.UTF8.GetString)];
        foreach ((byte[] id, _) in Of(database, vault))
        {
            if (!keptIds.Contains(Encoding.UTF8.GetString(id)))
            {
                Forget(database, vault, id);
            }
        }
    }

    private static long Checksum(long vault, ReadOnlySpan<byte> archiveId, long deleted) =>
        new RowChecksum().Add(vault).Add(archiveId).Add(deleted).Value;
}
