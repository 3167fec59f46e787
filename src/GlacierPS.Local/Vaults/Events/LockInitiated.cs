using System.Text.Json.Serialization;
using GlacierPS.Core.Policies;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>A vault lock was initiated. That it expires follows from the clock.</summary>
internal sealed record LockInitiated : VaultEvent
{
    [JsonPropertyName("lock")]
    public required string LockId { get; init; }

    /// <summary>As it was sent.</summary>
    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    public override void ApplyTo(VaultState vault) =>
        vault.Lock = new VaultLockState(LockId, StoredPolicy.Restore(Policy), At, IsLocked: false);
}
