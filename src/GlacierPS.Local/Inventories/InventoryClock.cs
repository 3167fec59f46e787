using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// When a vault's inventories are taken (glacier-api.md §6.1, inventory clock): at a fixed interval from the vault's
/// first write, but only when something was written since the last; or always up to date.
/// </summary>
internal sealed class InventoryClock
{
    private ServiceTime? _firstWrite;
    private ServiceTime? _writtenSince;

    /// <summary>The last inventory that was taken; null before the first.</summary>
    public InventorySnapshot? Last { get; private set; }

    /// <summary>When the vault was last written to; null if never.</summary>
    public ServiceTime? LastWrite { get; private set; }

    /// <summary>Whether something was written since the last inventory.</summary>
    public bool IsBehind => _writtenSince is not null;

    /// <summary>Notes that an archive was stored or deleted.</summary>
    public void NoteWrite(ServiceTime at)
    {
        _firstWrite ??= at;
        _writtenSince ??= at;
        LastWrite = at;
    }

    /// <summary>Notes that an inventory was taken.</summary>
    public void Take(InventorySnapshot snapshot)
    {
        Last = snapshot;
        _writtenSince = null;
    }

    /// <summary>When the next inventory is due: at the first round of the interval after the first write that the last lacks.</summary>
    /// <returns>Null if nothing was written since the last.</returns>
    public ServiceTime? DueAt(TimeSpan interval)
    {
        if (_writtenSince is not { } since || _firstWrite is not { } first)
        {
            return null;
        }

        long rounds = (since - first).Ticks / interval.Ticks + 1;
        ServiceTime due = first + interval * rounds;

        // Later than that when the vault was kept without inventories for a while, as it is in live mode.
        return due > LastWrite ? due : LastWrite;
    }

    /// <summary>The inventory that clients see.</summary>
    /// <param name="archives">The vault's archives.</param>
    /// <param name="interval">Null when inventories are always up to date.</param>
    public InventorySnapshot? Visible(ArchiveTable archives, TimeSpan? interval) =>
        interval is not null || !IsBehind ? Last : archives.SnapshotAt(LastWrite!.Value);

    /// <summary>What a compaction has to keep.</summary>
    public (ServiceTime? FirstWrite, ServiceTime? WrittenSince) Marks => (_firstWrite, _writtenSince);
}
