using GlacierPS.Local.Archives;
using GlacierPS.Local.Jobs;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// The archives that an inventory job lists, whatever their number; its limit is left to those who count. They are read
/// some hundred at a time, so that a slow client keeps nothing open.
/// </summary>
internal sealed class InventorySelection(RetrievedInventory inventory, ArchiveReader archives)
{
    private const int PageSize = 500;

    /// <exception cref="DamagedDataException">A row is damaged: the inventory cannot be told.</exception>
    public IEnumerable<ArchiveRecord> All()
    {
        long from = inventory.From;
        while (true)
        {
            List<ArchiveRecord> page = archives.Page(from, inventory.Snapshot.Sequence, PageSize);
            foreach (ArchiveRecord archive in page.Where(IsListed))
            {
                yield return archive;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            from = page[^1].CreatedSequence + 1;
        }
    }

    /// <summary>StartDate inclusive, EndDate exclusive (§6.8, filters).</summary>
    private bool IsListed(ArchiveRecord archive) =>
        !(archive.IsDeleted && archive.DeletedSequence <= inventory.Snapshot.Sequence)
        && !(archive.Created < inventory.StartDate)
        && !(archive.Created >= inventory.EndDate);
}
