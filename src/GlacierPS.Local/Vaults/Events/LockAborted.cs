namespace GlacierPS.Local.Vaults.Events;

/// <summary>The vault lock that was in progress was aborted.</summary>
internal sealed record LockAborted : VaultEvent
{
    public override void ApplyTo(VaultState vault) => vault.Lock = null;
}
