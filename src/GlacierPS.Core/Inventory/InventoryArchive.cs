namespace GlacierPS.Core.Inventory;

/// <summary>An archive as an inventory lists it (glacier-api.md §6.8).</summary>
public sealed class InventoryArchive : ArchiveListing
{
    private readonly InventorySource _source;

    internal InventoryArchive(in ArchiveFields fields, InventorySource source)
        : base(fields, source.VaultName ?? "") => _source = source;

    /// <summary>The vault's ARN; null if neither the inventory nor the caller says.</summary>
    public string? VaultARN => _source.VaultARN;

    /// <summary>The day of the inventory, in UTC; null if neither the inventory nor the caller says.</summary>
    public DateTime? InventoryDate => _source.InventoryDate;
}
