namespace GlacierPS.Local.Vaults.Events;

/// <summary>The last line of a journal. If its folder is still there, a crash came between the two.</summary>
internal sealed record VaultDeleted : VaultEvent
{
    public override void ApplyTo(VaultState vault) => vault.IsDeleted = true;
}
