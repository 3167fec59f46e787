using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;

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

    // Batches that wait for the next thread; an archive has some 600 bytes.
    private const int MostBatches = 16;

    private readonly Dictionary<ArchiveKey, Entry> _entries = [];
    private DateTime? _date;
    private DateTime _newestCreated;
    private long _archives;
    private long _bytes;

    /// <summary>What is known of an archive; in a table of millions, so that it is kept small.</summary>
    private struct Entry
    {
        public long Number;
        public uint Checksum;
        public CatalogEvidence Evidence;
        public bool IsListed;
        public bool IsNamed;
    }

    /// <summary>Archives on their way from the thread that reads and compares to the one that writes.</summary>
    private sealed record Batch(List<NewArchive> New, List<NewArchive> Changed);

    /// <summary>Takes it in.</summary>
    public async Task RunAsync(IAsyncEnumerable<InventoryArchive> inventory, InventoryOrigin origin)
    {
        LoadKnown();
        using var writer = new CatalogWriter(database, vault, isBulk: true);
        await foreach (Batch batch in PrepareAsync(inventory, origin, writer))
        {
            writer.Insert(batch.New);
            foreach (NewArchive archive in batch.Changed)
            {
                Replace(archive, writer);
            }
        }

        RefuseOther(origin.Head?.VaultARN, VaultArn.VaultNameOf(origin.Head?.VaultARN), origin);
        _date ??= origin.Head?.InventoryDate ?? origin.InventoryDate;
        bool isGuessed = origin.IsGuessed && _date is null;
        if (isGuessed && _archives == 0)
        {
            throw new GlacierInputException(
                "InventoryOlder",
                "This inventory lists no archives and does not say its day, so that nothing tells whether what the "
                    + "catalogue knows is newer. The catalogue is left as it is. Say the day with -InventoryDate."
            );
        }

        DateTime day = _date ?? (isGuessed ? _newestCreated : origin.NewestAt) ?? DateTime.UtcNow;
        RefuseOlder(day, isGuessed, origin);
        writer.EndBulk();
        DeleteUnlisted(day, writer);
        SettleDeletions(day, writer);
        (vault.Inventory, vault.Newest, vault.IsGuessed) = (day, origin.NewestAt, isGuessed);
        (vault.InventoryArchives, vault.InventoryBytes) = (_archives, _bytes);
        writer.Save();
    }

    /// <summary>
    /// Reading, comparing and writing take about as long as each other, and are done at the same time: names are read
    /// out of descriptions, and archives compared with what is known, on another thread than the one that reads.
    /// </summary>
    private IAsyncEnumerable<Batch> PrepareAsync(
        IAsyncEnumerable<InventoryArchive> inventory,
        InventoryOrigin origin,
        CatalogWriter writer
    )
    {
        IAsyncEnumerable<List<InventoryArchive>> read = ReadAhead.Of(
            InBatchesAsync(inventory, cancellationToken),
            MostBatches,
            cancellationToken
        );
        return ReadAhead.Of(CompareAsync(read, origin, writer, cancellationToken), MostBatches, cancellationToken);
    }

    private static async IAsyncEnumerable<List<InventoryArchive>> InBatchesAsync(
        IAsyncEnumerable<InventoryArchive> inventory,
        [EnumeratorCancellation] CancellationToken stopped
    )
    {
        var batch = new List<InventoryArchive>(BatchSize);
        await foreach (InventoryArchive archive in inventory.WithCancellation(stopped))
        {
            batch.Add(archive);
            if (batch.Count == BatchSize)
            {
                yield return batch;
                batch = new List<InventoryArchive>(BatchSize);
            }
        }

        yield return batch;
    }

    private async IAsyncEnumerable<Batch> CompareAsync(
        IAsyncEnumerable<List<InventoryArchive>> read,
        InventoryOrigin origin,
        CatalogWriter writer,
        [EnumeratorCancellation] CancellationToken stopped
    )
    {
        KeyedName? name = null;
        string? arn = null;
        string vaultName = "";
        await foreach (List<InventoryArchive> archives in read.WithCancellation(stopped))
        {
            var batch = new Batch(new List<NewArchive>(archives.Count), []);
            foreach (InventoryArchive archive in archives)
            {
                if (archive.VaultARN != arn || archive.VaultName != vaultName)
                {
                    (arn, vaultName) = (archive.VaultARN, archive.VaultName);
                    RefuseOther(arn, vaultName, origin);
                }

                if (_date is null && archive.InventoryDate is { } said)
                {
                    _date = said;
                    RefuseOlder(said, isGuessed: false, origin);
                }

                name = Compare(archive, name, batch, writer);
            }

            yield return batch;
        }
    }

    /// <summary>Puts an archive into a batch that is new or not as it was.</summary>
    /// <returns>The name that was read last.</returns>
    private KeyedName? Compare(InventoryArchive archive, KeyedName? last, Batch batch, CatalogWriter writer)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _entries,
            ArchiveKey.Of(archive.IdBytes),
            out bool isKnown
        );
        if (entry.IsListed)
        {
            return last;
        }

        entry.IsListed = true;
        _archives++;
        _bytes += archive.SizeInBytes;
        _newestCreated = archive.CreationDate > _newestCreated ? archive.CreationDate : _newestCreated;
        entry.Number = isKnown ? entry.Number : writer.NextNumber();
        ArchiveRow row = ArchiveRow.Of(archive.Fields, entry.Number, CatalogEvidence.Inventory, known: null);
        long checksum = row.Checksum;
        if (isKnown && !entry.IsNamed && checksum == entry.Checksum)
        {
            return last;
        }

        var name = new KeyedName(archive.Read, last);
        (isKnown ? batch.Changed : batch.New).Add(new NewArchive(archive, name, entry.Number, checksum));
        return name;
    }

    private static void Replace(in NewArchive archive, CatalogWriter writer)
    {
        ArchiveRow old = writer.Read(archive.Number, out long checksum);
        ArchiveRow row = archive.Row;
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

        IReadOnlyList<Naming.ArchiveName> imported = old.Named == 0 ? [] : writer.ImportedNames(archive.Number);
        writer.Delete(archive.Number);
        writer.Insert(row, archive.Name, imported);
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
                $"of the vault '{vault.Name}' it has {Quantity.Of(count, "archive")} instead of the "
                    + $"{Digits.Of(vault.Archives)} written"
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

    /// <summary>Refuses an inventory that says it is of another vault than the catalogue.</summary>
    private void RefuseOther(string? arn, string? vaultName, InventoryOrigin origin)
    {
        // arn:aws:glacier:region:account:vaults/name
        string[] own = origin.VaultARN?.Split(':') ?? [];
        string[] said = arn?.Split(':') ?? [];
        bool isElsewhere =
            own is [_, _, _, var region, var account, ..]
            && said is [_, _, _, var saidRegion, var saidAccount, ..]
            && (region, account) != (saidRegion, saidAccount);
        if (isElsewhere || (!string.IsNullOrEmpty(vaultName) && vaultName != vault.Name))
        {
            throw new GlacierInputException(
                "InventoryElsewhere",
                $"This inventory is of {(arn is null ? $"the vault '{vaultName}'" : arn)}, and not of "
                    + $"{(isElsewhere ? origin.VaultARN : $"'{vault.Name}'")}. The catalogue is left as it is."
            );
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
                ? $"This inventory does not say its day. Its newest archive is of {ShownTime.ToMinute(day)}, and the "
                    + $"catalogue knows an inventory of {ShownTime.ToMinute(known)}, which may be newer. The "
                    + "catalogue is left as it is. Say the day with -InventoryDate, or replace it with -Force."
                : $"This inventory is of {ShownTime.ToMinute(day)}, and the catalogue knows a newer one, of "
                    + $"{ShownTime.ToMinute(known)}. It is left as it is. -Force takes it in all the same."
        );
    }
}
