using System.Text.Json.Serialization;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// An inventory: no copy of the vault, but its date and the place of the vault's history at which it was taken.
/// </summary>
/// <param name="Date">When it was taken.</param>
/// <param name="Sequence">That place (<see cref="Archives.ArchiveRecord.CreatedSequence"/>).</param>
/// <param name="Totals">Sums over what it lists.</param>
internal sealed record InventorySnapshot(
    [property: JsonPropertyName("date")] ServiceTime Date,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("totals")] InventoryTotals Totals
);
