using GlacierPS.Local.Jobs;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// The archives that an inventory job lists, whatever their number; its limit is left to those who count.
/// </summary>
internal readonly struct InventorySelection(RetrievedInventory inventory, ArchiveTable.ArchiveView archives)
{
    /// <summary>The slot of the first archive, or -1.</summary>
    public int First() => SeekFrom(archives.FirstFrom(inventory.From));

    /// <summary>The slot of the archive after one, or -1.</summary>
    public int Next(int slot) => SeekFrom(slot + 1);

    private int SeekFrom(int slot)
    {
        for (; slot < archives.Count; slot++)
        {
            ref readonly ArchiveRecord archive = ref archives[slot];
            if (archive.CreatedAt > inventory.Snapshot.Sequence)
            {
                return -1;
            }

            // StartDate inclusive, EndDate exclusive (§6.8, filters).
            if (
                archive.IsIn(inventory.Snapshot.Sequence)
                && !(archive.Created < inventory.StartDate)
                && !(archive.Created >= inventory.EndDate)
            )
            {
                return slot;
            }
        }

        return -1;
    }
}
