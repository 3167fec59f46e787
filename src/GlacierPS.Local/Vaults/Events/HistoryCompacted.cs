using System.Text.Json.Serialization;
using GlacierPS.Local.Inventories;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>The last line of a compacted journal: what the lines that were left out had led to.</summary>
internal sealed record HistoryCompacted : VaultEvent
{
    /// <summary>The place that the vault's history had reached.</summary>
    [JsonPropertyName("sequence")]
    public required long Sequence { get; init; }

    [JsonPropertyName("clock")]
    public required InventoryMarks Clock { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        vault.Archives.Reach(Sequence);
        vault.Inventories.Restore(Clock);
    }
}
