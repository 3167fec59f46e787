namespace GlacierPS.Core.Protocol;

/// <summary>How far a vault lock has come (glacier-api.md §6.11).</summary>
public enum VaultLockState
{
    /// <summary>In force, and can be taken back; gone by itself after 24 hours.</summary>
    InProgress,

    /// <summary>In force for ever.</summary>
    Locked,
}

/// <summary>A vault lock as GetVaultLock tells it (glacier-api.md §6.11).</summary>
public sealed record VaultLock
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The lock's policy, in JSON.</summary>
    public required string Policy { get; init; }

    /// <summary>How far it has come.</summary>
    public required VaultLockState State { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public DateTime? CreationDate { get; init; }

    /// <summary>When it goes by itself, in UTC; null once it is locked.</summary>
    public DateTime? ExpirationDate { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}
