namespace GlacierPS.Core.Leases;

/// <summary>A table for shared work.</summary>
public sealed record ShareTableInfo
{
    /// <summary>Its name.</summary>
    public required string TableName { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>What policies call it.</summary>
    public string Arn { get; init; } = "";

    /// <summary>When it was made, in UTC; null if the service does not say.</summary>
    public DateTime? CreationDate { get; init; }

    /// <summary>Its bytes, as the service counted them some hours ago.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>The table's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => TableName;
}
