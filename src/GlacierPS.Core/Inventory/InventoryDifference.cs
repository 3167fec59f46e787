namespace GlacierPS.Core.Inventory;

/// <summary>How an archive differs between two lists.</summary>
public enum InventoryChange
{
    /// <summary>The second list alone has it.</summary>
    Added,

    /// <summary>The first list alone has it.</summary>
    Removed,

    /// <summary>Both have it, with another size or hash: archives never change, so one of the lists is wrong.</summary>
    Changed,
}

/// <summary>An archive in which two lists differ.</summary>
public sealed record InventoryDifference
{
    /// <summary>How it differs.</summary>
    public required InventoryChange Change { get; init; }

    /// <summary>The vault; empty if neither list says.</summary>
    public string VaultName { get; init; } = "";

    /// <summary>The archive's ID.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name, read out of the description; of a changed archive the second list's.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its description.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it was stored, in UTC.</summary>
    public DateTime CreationDate { get; init; }

    /// <summary>Its bytes; of a changed archive those that the second list says.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Of a changed archive the bytes that the first list says; null for others.</summary>
    public long? OldSizeInBytes { get; init; }

    /// <summary>Its tree hash, 64 hexadecimal digits; null if that is not known.</summary>
    public string? SHA256TreeHash { get; init; }

    /// <summary>Of a changed archive the tree hash that the first list says; null for others.</summary>
    public string? OldSHA256TreeHash { get; init; }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;
}
