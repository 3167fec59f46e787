namespace GlacierPS.Local.Vaults.Events;

/// <summary>
/// An inventory was taken of all that was in the vault at this place of the journal; its date is the event's.
/// </summary>
internal sealed record InventoryTaken : VaultEvent
{
    public override void ApplyTo(VaultState vault) => vault.Inventories.Take(vault.Archives.SnapshotAt(At));
}
