using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Inventory;

/// <summary>An archive as an inventory lists it (glacier-api.md §6.8).</summary>
public sealed record InventoryArchive
{
    /// <summary>The vault it lies in; empty if neither the inventory nor the caller says.</summary>
    public required string VaultName { get; init; }

    /// <summary>The vault's ARN; null if neither the inventory nor the caller says.</summary>
    public string? VaultARN { get; init; }

    /// <summary>The archive's ID.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>Its description as it was given; empty if it has none.</summary>
    public required string Description { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTime CreationDate { get; init; }

    /// <summary>Its bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>The file's name, out of the description (<see cref="ArchiveName.Name"/>).</summary>
    public required string Name { get; init; }

    /// <summary>When the file was last written, in UTC; null if the description does not say.</summary>
    public DateTime? LastModified { get; init; }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool Tool { get; init; }

    /// <summary>The day of the inventory, in UTC; null if neither the inventory nor the caller says.</summary>
    public DateTime? InventoryDate { get; init; }
}
