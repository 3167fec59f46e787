using GlacierPS.Core.Inventory;

namespace GlacierPS.Core.Catalog;

/// <summary>Where an inventory comes from, which says how much it counts for.</summary>
public sealed record InventoryOrigin
{
    /// <summary>Its day, in UTC, where the inventory does not say it; null if nobody does.</summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>
    /// When that was the vault's newest inventory, in UTC: the start of the job that gave it; null if that is not
    /// known.
    /// </summary>
    public DateTime? NewestAt { get; init; }

    /// <summary>
    /// Where neither this nor the inventory says the day, the newest archive's creation date stands for it, which is
    /// the day or before it. Every inventory whose day is known replaces it, and it replaces none that may be newer.
    /// </summary>
    public bool IsGuessed { get; init; }

    /// <summary>
    /// What the inventory says of itself, filled in as it is read; null if each archive has all that is to be known.
    /// </summary>
    public InventoryHead? Head { get; init; }

    /// <summary>
    /// The vault's ARN as the service has it: an inventory of a vault in another region or account is refused. Null
    /// where names alone are compared.
    /// </summary>
    public string? VaultARN { get; init; }

    /// <summary>It is taken in whatever is known already.</summary>
    public bool Force { get; init; }
}
