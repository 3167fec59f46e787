namespace GlacierPS.Core.Protocol;

/// <summary>A unit of capacity for Expedited retrievals, bought for a month (glacier-api.md §6.13).</summary>
public sealed record ProvisionedCapacity
{
    /// <summary>The unit's ID.</summary>
    public required string CapacityId { get; init; }

    /// <summary>From when it counts, in UTC.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>Until when it counts, in UTC.</summary>
    public DateTime? ExpirationDate { get; init; }

    /// <summary>The unit's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => CapacityId;
}
