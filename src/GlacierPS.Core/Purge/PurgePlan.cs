namespace GlacierPS.Core.Purge;

/// <summary>What the emptying of a vault deletes, and what that is likely to cost.</summary>
public sealed record PurgePlan
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>Archives that are known, and would be deleted.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives that are younger than 90 days: the rest of these is charged.</summary>
    public long EarlyArchives { get; init; }

    /// <summary>What that is likely to cost, in US dollars.</summary>
    public decimal EarlyDeletionCost { get; init; }

    /// <summary>Archives that the vault's lock does not let be deleted yet.</summary>
    public long LockedArchives { get; init; }

    /// <summary>When the last of these may be deleted, in UTC.</summary>
    public DateTime? LockedUntil { get; init; }

    /// <summary>The day of the inventory that this is known from, in UTC; null if there was none.</summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>Whether the account has no other vault: an account without any may lose its access to the service.</summary>
    public bool IsLastVault { get; init; }
}

/// <summary>What was deleted.</summary>
public sealed record PurgeResult
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>Archives that were deleted by this call.</summary>
    public long Deleted { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesDeleted { get; init; }

    /// <summary>Archives that could not be deleted.</summary>
    public long Failed { get; init; }

    /// <summary>
    /// About when the vault itself can be removed, in UTC: when an inventory was taken that knows of the deletions. Null
    /// if it could be removed already, or was.
    /// </summary>
    public DateTime? RemovableAfter { get; init; }

    /// <summary>Whether the vault itself was removed.</summary>
    public bool VaultRemoved { get; init; }
}
