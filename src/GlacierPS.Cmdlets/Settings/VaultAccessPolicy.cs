namespace GlacierPS.Cmdlets.Settings;

/// <summary>Who may do what in a vault, besides what the account's own identities are allowed.</summary>
public sealed record VaultAccessPolicy
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The policy, in JSON.</summary>
    public required string Policy { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}
