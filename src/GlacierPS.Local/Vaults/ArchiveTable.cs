using System.Runtime.CompilerServices;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// A vault's archives in order of creation, the deleted ones too: an inventory that still lists one, or a job that
/// still serves it, finds it here. Rows never move, so that an inventory can be read off while others are stored.
/// </summary>
internal sealed class ArchiveTable
{
    private const int PageSize = 4096;

    private readonly KeyIndex _index = new();
    private ArchiveRecord[][] _pages = [];
    private InventoryTotals _totals;

    /// <summary>Rows, deleted archives included.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// How many archives were ever stored or deleted: the place that the vault's history has reached.
    /// </summary>
    public long Sequence { get; private set; }

    /// <summary>Sums over the archives that live.</summary>
    public InventoryTotals Totals => _totals;

    public ref ArchiveRecord this[int slot] => ref _pages[slot / PageSize][slot % PageSize];

    /// <summary>The slot of an archive, deleted or not; -1 if there is none.</summary>
    public int IndexOf(ResourceKey key) => _index.Find(key, this);

    /// <summary>The archive with a key; a null reference if there is none, or if it was deleted.</summary>
    public ref ArchiveRecord FindLive(ResourceKey key)
    {
        int slot = IndexOf(key);
        if (slot < 0 || this[slot].IsDeleted)
        {
            return ref Unsafe.NullRef<ArchiveRecord>();
        }

        return ref this[slot];
    }

    /// <summary>Adds an archive.</summary>
    /// <param name="archive">The archive, without its place in history.</param>
    /// <param name="sequence">That place; null for the next.</param>
    public void Add(in ArchiveRecord archive, long? sequence)
    {
        if (Count == _pages.Length * PageSize)
        {
            _pages = [.. _pages, new ArchiveRecord[PageSize]];
        }

        int slot = Count;
        ref ArchiveRecord row = ref this[slot];
        row = archive;
        row.CreatedAt = Reach(sequence);
        Count++;
        _index.Add(slot, this);
        _totals = _totals.With(row, 1);
    }

    /// <summary>Marks an archive as deleted; nothing happens if it is already.</summary>
    public void Delete(ResourceKey key, ServiceTime at, long? sequence)
    {
        ref ArchiveRecord row = ref FindLive(key);
        if (!Unsafe.IsNullRef(ref row))
        {
            row.Deleted = at;
            row.DeletedAt = Reach(sequence);
            _totals = _totals.With(row, -1);
        }
    }

    /// <summary>Moves the history on to a place, or by one; answers the place.</summary>
    public long Reach(long? sequence)
    {
        long place = sequence ?? Sequence + 1;
        Sequence = Math.Max(Sequence, place);
        return place;
    }

    /// <summary>What an inventory says that is taken now.</summary>
    public InventorySnapshot SnapshotAt(ServiceTime date) => new(date, Sequence, _totals);

    /// <summary>The rows as they are now; what is stored later is not in them.</summary>
    public ArchiveView View() => new(_pages, Count);

    /// <summary>Rows that can be read without a lock.</summary>
    internal readonly struct ArchiveView(ArchiveRecord[][] pages, int count)
    {
        public int Count { get; } = count;

        public ref readonly ArchiveRecord this[int slot] => ref pages[slot / PageSize][slot % PageSize];

        /// <summary>The first slot whose archive was stored at a place of the history or later.</summary>
        public int FirstFrom(long sequence)
        {
            int low = 0;
            int high = Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (this[middle].CreatedAt < sequence)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }
    }
}
