using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>All that an <see cref="InventoryClock"/> knows.</summary>
/// <param name="FirstWrite">When the vault was first written to; null if never.</param>
/// <param name="LastWrite">When it was last written to.</param>
/// <param name="WrittenSince">When it was first written to after the last inventory; null if it was not.</param>
/// <param name="Last">The last inventory that was taken; null before the first.</param>
internal sealed record InventoryMarks(
    ServiceTime? FirstWrite,
    ServiceTime? LastWrite,
    ServiceTime? WrittenSince,
    InventorySnapshot? Last
);
