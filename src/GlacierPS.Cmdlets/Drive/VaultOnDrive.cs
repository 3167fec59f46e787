using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// A vault as the <c>Glacier:</c> drive shows it: as the service lists it, or, where that cannot be asked, as the
/// catalogue knows it. Cmdlets take it by its VaultName.
/// </summary>
public sealed class VaultOnDrive
{
    internal VaultOnDrive(VaultDescription vault)
    {
        (VaultName, VaultARN, CreationDate) = (vault.VaultName, vault.VaultARN, ShownTime.Local(vault.CreationDate));
        (LastInventoryDate, NumberOfArchives, SizeInBytes) = (
            Local(vault.LastInventoryDate),
            vault.NumberOfArchives,
            vault.SizeInBytes
        );
    }

    internal VaultOnDrive(CatalogState known)
    {
        (VaultName, CreationDate) = (known.VaultName, Local(known.VaultCreationDate));
        (LastInventoryDate, NumberOfArchives, SizeInBytes) = (
            Local(known.InventoryDate),
            known.KnownArchives,
            known.KnownBytes
        );
    }

    /// <summary>The vault.</summary>
    public string VaultName { get; }

    /// <summary>Its ARN; null where only the catalogue knows it.</summary>
    public string? VaultARN { get; }

    /// <summary>When it was made, in local time; null where nobody knows.</summary>
    public DateTime? CreationDate { get; }

    /// <summary>When its last inventory was made, in local time: the last one that is known.</summary>
    public DateTime? LastInventoryDate { get; }

    /// <summary>How many archives the inventory lists, or the catalogue.</summary>
    public long NumberOfArchives { get; }

    /// <summary>Their bytes, as the inventory has them, or the catalogue.</summary>
    public long SizeInBytes { get; }

    /// <summary>The vault's name.</summary>
    public override string ToString() => VaultName;

    private static DateTime? Local(DateTime? time) => time is { } known ? ShownTime.Local(known) : null;
}
