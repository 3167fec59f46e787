using System.Text.Json.Serialization;
using GlacierPS.Core.Policies;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>The vault access policy was set or deleted.</summary>
internal sealed record AccessPolicyChanged : VaultEvent
{
    /// <summary>As it was sent; null if it was deleted.</summary>
    [JsonPropertyName("policy")]
    public string? Policy { get; init; }

    public override void ApplyTo(VaultState vault) =>
        vault.AccessPolicy = Policy is null ? null : StoredPolicy.Restore(Policy);
}
