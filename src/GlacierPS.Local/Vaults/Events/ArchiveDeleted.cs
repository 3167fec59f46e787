using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>An archive was deleted.</summary>
internal sealed record ArchiveDeleted : VaultEvent
{
    [JsonPropertyName("archive")]
    public required ResourceKey Archive { get; init; }

    /// <summary>Its place in the vault's history, where that is not simply the next one.</summary>
    [JsonPropertyName("sequence")]
    public long? Sequence { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        vault.Archives.Delete(Archive, At, Sequence);
        vault.Inventories.NoteWrite(At);
    }
}
