using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Jobs;

/// <summary>A job (glacier-api.md §6.6): it retrieves an archive or an inventory.</summary>
internal sealed class Job
{
    public required ResourceKey Key { get; init; }

    public required ServiceTime Created { get; init; }

    /// <summary>When it ends, well or badly.</summary>
    public required ServiceTime Due { get; init; }

    public string? Description { get; init; }

    public string? Topic { get; init; }

    public string? Tier { get; init; }

    public RetrievedArchive? Archive { get; init; }

    public RetrievedInventory? Inventory { get; init; }

    /// <summary>Its place among all jobs of the vault.</summary>
    public required long Ordinal { get; init; }

    /// <summary>What the output of an inventory job comes to, once that was worked out.</summary>
    public InventoryExtent? Extent { get; set; }

    /// <summary>When its archive was deleted; null if it was not.</summary>
    public ServiceTime? ArchiveDeleted { get; set; }

    /// <summary>Whether the record of its archive was found missing or damaged.</summary>
    public bool IsArchiveLost { get; set; }

    /// <summary>Whether it was noticed that the job ended, and all that were to be told have been.</summary>
    public bool IsEndNoticed { get; set; }
}
