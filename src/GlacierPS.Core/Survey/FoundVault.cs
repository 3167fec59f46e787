namespace GlacierPS.Core.Survey;

/// <summary>Whether a vault has a lock, as far as that could be asked.</summary>
public enum FoundLock
{
    /// <summary>The service did not say: whoever asked may not read locks.</summary>
    Unknown,

    /// <summary>It has none.</summary>
    None,

    /// <summary>One is in force, and goes by itself within 24 hours if it is not completed.</summary>
    InProgress,

    /// <summary>One is in force for ever.</summary>
    Locked,
}

/// <summary>
/// A vault with the place where it is. It has no property <c>VaultName</c>, and its text is its ARN: cmdlets that act
/// in one region refuse it rather than take the vault of that name in the session's region for it.
/// </summary>
public sealed record FoundVault
{
    /// <summary>The vault's name.</summary>
    public required string Vault { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>The account that has it, 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The AWS profile whose credentials found it; null if none was named.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The role that was assumed with them; null if none was.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Archives at the last inventory, never live; 0 before the first.</summary>
    public long NumberOfArchives { get; init; }

    /// <summary>Bytes at the last inventory, 32,768 for each archive included.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTime CreationDate { get; init; }

    /// <summary>When its last inventory was taken, in UTC; null before the first.</summary>
    public DateTime? LastInventoryDate { get; init; }

    /// <summary>What its storage costs a month, in US dollars; null where the region's price is not known.</summary>
    public decimal? PerMonth { get; init; }

    /// <summary>Whether it has a lock.</summary>
    public FoundLock Lock { get; init; }

    /// <summary>Its ARN.</summary>
    public required string VaultARN { get; init; }

    /// <summary>The vault's ARN. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultARN;
}
