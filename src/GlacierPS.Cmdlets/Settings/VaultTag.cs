namespace GlacierPS.Cmdlets.Settings;

/// <summary>A tag of a vault.</summary>
public sealed record VaultTag
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The tag's name.</summary>
    public required string Key { get; init; }

    /// <summary>Its value, which may be empty.</summary>
    public required string Value { get; init; }

    /// <summary>The tag's key. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Key;
}
