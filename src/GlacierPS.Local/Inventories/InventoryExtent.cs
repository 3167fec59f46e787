using GlacierPS.Local.Archives;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>What the output of an inventory job comes to.</summary>
/// <param name="Entries">Archives in it.</param>
/// <param name="Length">Its bytes: InventorySizeInBytes.</param>
/// <param name="NextFrom">Where the next job goes on, if the limit cut this one short (glacier-api.md §6.8).</param>
internal sealed record InventoryExtent(long Entries, long Length, long? NextFrom)
{
    /// <summary>Works it out, by a walk over the vault only if a part of the inventory was asked for.</summary>
    public static InventoryExtent Of(RetrievedInventory inventory, ArchiveReader archives, string vaultArn)
    {
        InventoryForm form = InventoryForm.Of(inventory.Format);
        InventoryTotals totals = inventory.Snapshot.Totals;
        ServiceTime date = inventory.Snapshot.Date;
        if (inventory.IsWhole)
        {
            long whole = form == InventoryForm.Csv ? totals.CsvLength : totals.JsonLength;
            return new InventoryExtent(totals.Count, form.TotalLength(vaultArn, date, totals.Count, whole), null);
        }

        long entries = 0;
        long length = 0;
        foreach (ArchiveRecord archive in new InventorySelection(inventory, archives).All())
        {
            if (entries == inventory.Limit)
            {
                return Partial(archive.CreatedSequence);
            }

            entries++;
            length += form.EntryLength(archive);
        }

        return Partial(null);

        InventoryExtent Partial(long? next) => new(entries, form.TotalLength(vaultArn, date, entries, length), next);
    }
}
