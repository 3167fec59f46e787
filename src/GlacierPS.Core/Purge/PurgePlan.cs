namespace GlacierPS.Core.Purge;

/// <summary>What the emptying of a vault deletes, and its likely cost.</summary>
public sealed record PurgePlan
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>Number of archives that would be deleted, those that the lock keeps not included.</summary>
    public long Archives { get; init; }

    /// <summary>Total size of these in bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives among these that are younger than 90 days: the days that are left are charged.</summary>
    public long EarlyArchives { get; init; }

    /// <summary>Likely cost of that in US dollars; null if the region's prices are not known.</summary>
    public decimal? EarlyDeletionCost { get; init; }

    /// <summary>Source of the prices; the built-in ones are an assumption.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>Archives that are kept since no copy of them is proven, where that was asked for.</summary>
    public long KeptArchives { get; init; }

    /// <summary>Archives that the vault's lock does not let be deleted yet, and that are kept.</summary>
    public long LockedArchives { get; init; }

    /// <summary>Time from which the last of these may be deleted, in UTC; null if there are none, or never.</summary>
    public DateTime? LockedUntil { get; init; }

    /// <summary>
    /// On what else the lock denies deletions, in words: only the service can tell for which archives.
    /// </summary>
    public IReadOnlyList<string> LockConditions { get; init; } = [];

    /// <summary>Date of the inventory that this is based on, in UTC; null if there was none.</summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>Whether the account has no other vault in the region (<see cref="LastVault"/>).</summary>
    public bool IsLastVault { get; init; }
}

/// <summary>What was deleted, and what was not.</summary>
public sealed record PurgeResult
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>Number of archives that this call deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Total size of these in bytes.</summary>
    public long BytesDeleted { get; init; }

    /// <summary>Archives that could not be deleted, those that the service denied among them.</summary>
    public long Failed { get; init; }

    /// <summary>Archives among these whose deletion the service denied.</summary>
    public long Denied { get; init; }

    /// <summary>Archives that were not tried, since the vault's lock keeps them yet.</summary>
    public long KeptByLock { get; init; }

    /// <summary>Archives that were kept since no copy of them is proven, where that was asked for.</summary>
    public long KeptNotProven { get; init; }

    /// <summary>
    /// About when the vault itself can be removed, in UTC: when an inventory was taken that knows of the deletions.
    /// Null if it could be removed already, or was.
    /// </summary>
    public DateTime? RemovableAfter { get; init; }

    /// <summary>Whether the vault itself was removed.</summary>
    public bool VaultRemoved { get; init; }
}
