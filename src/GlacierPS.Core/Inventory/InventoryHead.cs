namespace GlacierPS.Core.Inventory;

/// <summary>
/// What an inventory says of itself, as far as it was read: all of it at the end only, since a JSON object's members
/// have no order, and a list without archives has none to carry it.
/// </summary>
public sealed class InventoryHead
{
    /// <summary>The vault's ARN; null if the inventory does not say it.</summary>
    public string? VaultARN { get; internal set; }

    /// <summary>The day of the inventory, in UTC; null if it does not say it.</summary>
    public DateTime? InventoryDate { get; internal set; }
}
