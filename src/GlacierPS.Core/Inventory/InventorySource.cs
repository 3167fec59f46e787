namespace GlacierPS.Core.Inventory;

/// <summary>
/// What the caller knows of an inventory. A CSV inventory has none of it; what a JSON one has takes precedence.
/// </summary>
/// <param name="VaultName">The vault.</param>
/// <param name="VaultARN">The vault's ARN.</param>
/// <param name="InventoryDate">When the inventory was taken, in UTC.</param>
public sealed record InventorySource(string? VaultName = null, string? VaultARN = null, DateTime? InventoryDate = null)
{
    /// <summary>Told, once, of what had to be assumed to read it, and of what in it was not understood.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Is told what a JSON inventory says of itself, for whoever needs it at the end alone.</summary>
    public InventoryHead? Head { get; init; }

    /// <summary>
    /// Opens the inventory's text once more, as UTF-8: where a JSON inventory begins with its list, as with its keys in
    /// order, what stands behind that is looked up first. Null where that cannot be.
    /// </summary>
    public Func<Stream>? Again { get; init; }

    /// <summary>
    /// Told of each archive for which the list has names beside its description (Export-GlacierCatalog's JSON): its ID
    /// and these names.
    /// </summary>
    public Action<string, IReadOnlyList<string>>? Named { get; init; }
}
