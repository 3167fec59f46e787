using System.Text.Json.Serialization;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>Tags were added or removed.</summary>
internal sealed record TagsChanged : VaultEvent
{
    /// <summary>All that the vault then had.</summary>
    [JsonPropertyName("tags")]
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public override void ApplyTo(VaultState vault) => vault.Tags = Tags;
}
