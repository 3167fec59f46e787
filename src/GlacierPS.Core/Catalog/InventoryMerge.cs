using System.Runtime.InteropServices;
using System.Threading.Channels;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Takes an inventory into a vault's rows, within a transaction: what it lists as it was known stays untouched, so that
/// the second inventory of a vault writes little.
/// </summary>
internal sealed class InventoryMerge(Database database, VaultRow vault, CancellationToken cancellationToken)
{
    // An inventory takes hours to make, and is dated at its end (glacier-api.md §6.8): what happened within a day of it
    // may or may not be in it.
    public static readonly TimeSpan Uncertain = TimeSpan.FromDays(1);

    private const int BatchSize = 512;

    private readonly Dictionary<ArchiveKey, Entry> _entries = [];

    /// <summary>What is known of an archive; in a table of millions, so that it is kept small.</summary>
    private struct Entry
    {
        public long Number;
        public uint Checksum;
        public CatalogEvidence Evidence;
        public bool IsListed;
        public bool IsNamed;
    }

    /// <summary>An archive on its way from the thread that reads to the one that writes.</summary>
    private readonly record struct Prepared(InventoryArchive Archive, ArchiveKey Key, KeyedName Name);

    /// <summary>Takes it in.</summary>
    public async Task RunAsync(IAsyncEnumerable<InventoryArchive> inventory, InventoryOrigin origin)
    {
        LoadKnown();
        using var writer = new CatalogWriter(database, vault, isBulk: true);
        DateTime? date = origin.InventoryDate;
        DateTime newestCreated = default;
        long archives = 0,
            bytes = 0;
        await foreach (List<Prepared> batch in PrepareAsync(inventory))
        {
            foreach ((InventoryArchive archive, ArchiveKey key, KeyedName name) in batch)
            {
                if (date is null && archive.InventoryDate is { } said)
                {
                    date = said;
                    RefuseOlder(said, isGuessed: false, origin);
                }

                if (TryTake(archive, key, name, writer))
                {
                    archives++;
                    bytes += archive.SizeInBytes;
                    newestCreated = archive.CreationDate > newestCreated ? archive.CreationDate : newestCreated;
                }
            }
        }

        bool isGuessed = origin.IsGuessed && date is null;
        DateTime day =
            date
            ?? (isGuessed && newestCreated > default(DateTime) ? newestCreated : origin.NewestAt)
            ?? DateTime.UtcNow;
        RefuseOlder(day, isGuessed, origin);
        writer.EndBulk();
        DeleteUnlisted(day, writer);
        SettleDeletions(day, writer);
        (vault.Inventory, vault.Newest, vault.IsGuessed) = (day, origin.NewestAt, isGuessed);
        (vault.InventoryArchives, vault.InventoryBytes) = (archives, bytes);
        writer.Save();
    }

    /// <summary>Names are read out of descriptions on another thread than the one that writes.</summary>
    private async IAsyncEnumerable<List<Prepared>> PrepareAsync(IAsyncEnumerable<InventoryArchive> inventory)
    {
        var channel = Channel.CreateBounded<List<Prepared>>(16);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task preparing = Task.Run(
            async () =>
            {
                try
                {
                    var batch = new List<Prepared>(BatchSize);
                    KeyedName? name = null;
                    await foreach (InventoryArchive archive in inventory.WithCancellation(stopped.Token))
                    {
                        name = new KeyedName(archive.Read, name);
                        batch.Add(new Prepared(archive, ArchiveKey.Of(archive.IdBytes), name));
                        if (batch.Count == BatchSize)
                        {
                            await channel.Writer.WriteAsync(batch, stopped.Token);
                            batch = new List<Prepared>(BatchSize);
                        }
                    }

                    await channel.Writer.WriteAsync(batch, stopped.Token);
                    channel.Writer.Complete();
                }
                catch (Exception error)
                {
                    channel.Writer.Complete(error);
                }
            },
            CancellationToken.None
        );
        try
        {
            await foreach (List<Prepared> batch in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            await stopped.CancelAsync();
            await preparing;
        }
    }

    private bool TryTake(InventoryArchive archive, ArchiveKey key, KeyedName name, CatalogWriter writer)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out bool isKnown);
        if (entry.IsListed)
        {
            return false;
        }

        if (!isKnown)
        {
            entry.Number = writer.NextNumber();
            writer.Insert(RowOf(archive, entry.Number), name, []);
        }
        else if (entry.IsNamed || RowOf(archive, entry.Number).Checksum != entry.Checksum)
        {
            Replace(archive, name, entry, writer);
        }

        entry.IsListed = true;
        return true;
    }

    private static ArchiveRow RowOf(InventoryArchive archive, long number)
    {
        ArchiveFields fields = archive.Fields;
        return ArchiveRow.Of(fields, number, CatalogEvidence.Inventory, known: null);
    }

    private static void Replace(InventoryArchive archive, KeyedName name, in Entry entry, CatalogWriter writer)
    {
        ArchiveRow old = writer.Read(entry.Number, out long checksum);
        ArchiveRow row = RowOf(archive, entry.Number);
        row.Named = old.Named;
        if (row.Checksum == checksum)
        {
            return;
        }

        if (old.Description.SequenceEqual(row.Description))
        {
            writer.Update(row, old.Size, old.Evidence, checksum);
            return;
        }

        IReadOnlyList<Naming.ArchiveName> imported = old.Named == 0 ? [] : writer.ImportedNames(entry.Number);
        writer.Delete(entry.Number);
        writer.Insert(row, name, imported);
    }

    private void LoadKnown()
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        _entries.EnsureCapacity((int)Math.Min(vault.Archives, 10_000_000));
        long count = 0,
            sum = 0;
        using DatabaseStatement select = database.Prepare(
            $"SELECT {ArchiveRow.Columns} FROM archives a WHERE a.id BETWEEN {first} AND {last}"
        );
        while (select.Step())
        {
            ArchiveRow row = ArchiveRow.Read(select, database, out long checksum);
            count++;
            sum += checksum;
            _entries[ArchiveKey.Of(row.ArchiveId)] = new Entry
            {
                Number = row.Number,
                Checksum = (uint)checksum,
                Evidence = row.Evidence,
                IsNamed = row.Named > 0,
            };
        }

        if (count != vault.Archives || sum != vault.ArchivesSum)
        {
            throw database.Damaged(
                $"of the vault '{vault.Name}' it has {count:N0} archives where {vault.Archives:N0} were written"
            );
        }
    }

    private void DeleteUnlisted(DateTime day, CatalogWriter writer)
    {
        long since = CatalogSchema.Time(day - Uncertain);
        foreach (Entry entry in _entries.Values)
        {
            if (
                !entry.IsListed
                && (entry.Evidence == CatalogEvidence.Inventory || !(writer.Read(entry.Number, out _).Known > since))
            )
            {
                writer.Delete(entry.Number);
            }
        }
    }

    /// <summary>What was deleted within a day of the inventory stays so, though it lists it.</summary>
    private void SettleDeletions(DateTime day, CatalogWriter writer)
    {
        var listed = new List<(byte[] Id, long Number)>();
        foreach ((byte[] id, DateTime deleted) in Deletions.Of(database, vault.Id))
        {
            if (deleted > day - Uncertain && writer.Find(id) is { } number)
            {
                listed.Add((id, number));
            }
        }

        Deletions.Keep(database, vault.Id, [.. listed.Select(deletion => deletion.Id)]);
        foreach ((_, long number) in listed)
        {
            writer.Delete(number);
        }
    }

    private void RefuseOlder(DateTime day, bool isGuessed, InventoryOrigin origin)
    {
        if (
            origin.Force
            || vault.Inventory is not { } known
            || (vault.IsGuessed && !isGuessed)
            || day > known
            || (day == known && !isGuessed)
        )
        {
            return;
        }

        throw new GlacierInputException(
            "InventoryOlder",
            isGuessed
                ? $"This inventory does not say its day. Its newest archive is of {day:yyyy-MM-dd HH:mm} UTC, and the "
                    + $"catalogue knows an inventory of {known:yyyy-MM-dd HH:mm} UTC, which may be newer. The "
                    + "catalogue is left as it is. Say the day with -InventoryDate, or replace it with -Force."
                : $"This inventory is of {day:yyyy-MM-dd HH:mm} UTC, and the catalogue knows a newer one, of "
                    + $"{known:yyyy-MM-dd HH:mm} UTC. It is left as it is. -Force takes it in all the same."
        );
    }
}
