using System.Text.Json.Serialization;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>The first line of every vault's journal.</summary>
internal sealed record VaultCreated : VaultEvent
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        vault.Name = Name;
        vault.Created = At;
    }
}
