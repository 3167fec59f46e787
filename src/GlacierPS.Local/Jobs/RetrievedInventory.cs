using System.Text.Json.Serialization;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Jobs;

/// <summary>The inventory that a job makes ready, and what of it (glacier-api.md §6.8, filters).</summary>
/// <param name="Format"><c>JSON</c> or <c>CSV</c>.</param>
/// <param name="StartDate">Only archives created then or later.</param>
/// <param name="EndDate">Only archives created before.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="From">Only archives from this place of the vault's history on: what a marker stands for.</param>
/// <param name="Snapshot">The vault's last inventory when the job was initiated.</param>
internal sealed record RetrievedInventory(
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("startDate")] ServiceTime? StartDate,
    [property: JsonPropertyName("endDate")] ServiceTime? EndDate,
    [property: JsonPropertyName("limit")] long? Limit,
    [property: JsonPropertyName("from")] long From,
    [property: JsonPropertyName("snapshot")] InventorySnapshot Snapshot
)
{
    /// <summary>Whether everything that the inventory lists is asked for.</summary>
    [JsonIgnore]
    public bool IsWhole => StartDate is null && EndDate is null && Limit is null && From == 0;
}
