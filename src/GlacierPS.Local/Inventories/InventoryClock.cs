using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// When a vault's inventories are taken (glacier-api.md §6.1, inventory clock): at a fixed interval from the vault's
/// first write, but only when something was written since the last; or always up to date.
/// </summary>
internal sealed class InventoryClock
{
    /// <summary>All that it knows.</summary>
    public InventoryMarks Marks { get; private set; } = new(null, null, null, null);

    /// <summary>Whether something was written since the last inventory.</summary>
    public bool IsBehind => Marks.WrittenSince is not null;

    /// <summary>Notes that an archive was stored or deleted.</summary>
    public void NoteWrite(ServiceTime at) =>
        Marks = Marks with
        {
            FirstWrite = Marks.FirstWrite ?? at,
            LastWrite = at,
            WrittenSince = Marks.WrittenSince ?? at,
        };

    /// <summary>Notes that an inventory was taken.</summary>
    public void Take(InventorySnapshot snapshot) => Marks = Marks with { WrittenSince = null, Last = snapshot };

    /// <summary>Takes over what was written down.</summary>
    public void Restore(InventoryMarks marks) => Marks = marks;

    /// <summary>
    /// When the next inventory is due: at the first round of the interval after the first write that the last lacks.
    /// </summary>
    /// <returns>Null if nothing was written since the last.</returns>
    public ServiceTime? DueAt(TimeSpan interval)
    {
        if (Marks is not { WrittenSince: { } since, FirstWrite: { } first, LastWrite: { } last })
        {
            return null;
        }

        long rounds = (since - first).Ticks / interval.Ticks + 1;
        ServiceTime due = first + interval * rounds;

        // Later than that when the vault was kept without inventories for a while, as it is in live mode.
        return due > last ? due : last;
    }

    /// <summary>The inventory that clients see.</summary>
    /// <param name="now">What an inventory would say that is taken at a time.</param>
    /// <param name="interval">Null when inventories are always up to date.</param>
    public InventorySnapshot? Visible(Func<ServiceTime, InventorySnapshot> now, TimeSpan? interval) =>
        interval is not null || !IsBehind ? Marks.Last : now(Marks.LastWrite!.Value);
}
