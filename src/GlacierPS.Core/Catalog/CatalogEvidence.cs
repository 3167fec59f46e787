namespace GlacierPS.Core.Catalog;

/// <summary>How it is known that an archive is in a vault.</summary>
public enum CatalogEvidence
{
    /// <summary>The vault's inventory lists it: it was there when that was taken.</summary>
    Inventory,

    /// <summary>It was uploaded from here, and the service confirmed it.</summary>
    Upload,

    /// <summary>Another tool's records say so; nobody has asked the service.</summary>
    Import,

    /// <summary>
    /// A bucket has its copy, and the vault not the archive any more, as far as the catalogue knows.
    /// </summary>
    Copy,
}
