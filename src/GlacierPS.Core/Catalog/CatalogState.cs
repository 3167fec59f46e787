namespace GlacierPS.Core.Catalog;

/// <summary>How much a catalogue knows, and how old that is.</summary>
public sealed record CatalogState
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>
    /// The day of the newest inventory that it took in, in UTC: what all others did until then is known. Null if it
    /// knows no inventory, but only what was uploaded from here or imported.
    /// </summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>When that was the vault's newest inventory, in UTC; null if it came from a file.</summary>
    public DateTime? NewestAt { get; init; }

    /// <summary>
    /// The inventory did not say its day: the creation date of its newest archive stands for it, and any inventory that
    /// says its day replaces it.
    /// </summary>
    public bool IsInventoryDateGuessed { get; init; }

    /// <summary>Archives that this inventory listed; 0 if it knows none.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>
    /// Archives that are known beside that inventory: uploaded from here since then, or imported; without one, all.
    /// </summary>
    public long Added { get; init; }

    /// <summary>Archives that were deleted from here since that inventory.</summary>
    public long Removed { get; init; }

    /// <summary>Archives that are known to be there now.</summary>
    public long KnownArchives { get; init; }

    /// <summary>Their total size in bytes.</summary>
    public long KnownBytes { get; init; }

    /// <summary>When the vault was made, as the service says, in UTC; null if it was not asked yet.</summary>
    public DateTime? VaultCreationDate { get; init; }

    /// <summary>When another vault of the same name took its place, in UTC; null for the one that counts.</summary>
    public DateTime? SetAside { get; init; }

    /// <summary>The file it is kept in.</summary>
    public required string FullName { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}
