namespace GlacierPS.Cmdlets.Settings;

/// <summary>A vault lock that has been begun. Its ID is told this once; completing the lock needs it.</summary>
public sealed record StartedVaultLock
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The lock's ID.</summary>
    public required string LockId { get; init; }

    /// <summary>The lock's policy, in JSON; in force already.</summary>
    public required string Policy { get; init; }

    /// <summary>The lock's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => LockId;
}
