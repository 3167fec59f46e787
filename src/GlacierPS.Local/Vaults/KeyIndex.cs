using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// Finds the slot of a key in a table: open addressing over slot numbers alone, a third of the memory of a dictionary.
/// Keys are random, so their own bits spread them. Nothing is ever removed.
/// </summary>
internal sealed class KeyIndex
{
    // Slot + 1; 0 is empty. The length is a power of two, at most half full.
    private int[] _slots = new int[16];
    private int _count;

    /// <summary>The slot of a key, or -1.</summary>
    public int Find(ResourceKey key, ArchiveTable table)
    {
        for (int at = (int)key.Low & (_slots.Length - 1); _slots[at] != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (table[_slots[at] - 1].Key == key)
            {
                return _slots[at] - 1;
            }
        }

        return -1;
    }

    /// <summary>Adds the key that is in a slot.</summary>
    public void Add(int slot, ArchiveTable table)
    {
        if ((_count + 1) * 2 > _slots.Length)
        {
            int[] old = _slots;
            _slots = new int[old.Length * 2];
            foreach (int entry in old)
            {
                if (entry != 0)
                {
                    Place(entry, table[entry - 1].Key);
                }
            }
        }

        Place(slot + 1, table[slot].Key);
        _count++;
    }

    private void Place(int entry, ResourceKey key)
    {
        int at = (int)key.Low & (_slots.Length - 1);
        while (_slots[at] != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = entry;
    }
}
