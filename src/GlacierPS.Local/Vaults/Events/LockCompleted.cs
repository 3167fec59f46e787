namespace GlacierPS.Local.Vaults.Events;

/// <summary>The vault lock that was in progress was completed, for ever.</summary>
internal sealed record LockCompleted : VaultEvent
{
    public override void ApplyTo(VaultState vault) =>
        vault.Lock = vault.Lock is { } begun ? begun with { IsLocked = true } : null;
}
