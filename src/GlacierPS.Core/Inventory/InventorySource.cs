namespace GlacierPS.Core.Inventory;

/// <summary>
/// What the caller knows of an inventory. A CSV inventory has none of it; what a JSON one has takes precedence.
/// </summary>
/// <param name="VaultName">The vault.</param>
/// <param name="VaultARN">The vault's ARN.</param>
/// <param name="InventoryDate">When the inventory was taken, in UTC.</param>
public sealed record InventorySource(string? VaultName = null, string? VaultARN = null, DateTime? InventoryDate = null)
{
    /// <summary>Told, once, of what had to be assumed to read it.</summary>
    public Action<string>? Warn { get; init; }
}
