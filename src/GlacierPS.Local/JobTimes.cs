namespace GlacierPS.Local;

/// <summary>How long each kind of job takes, on the service's clock (glacier-api.md §6.6, tier times).</summary>
public sealed record JobTimes
{
    /// <summary>Archive retrievals of the Expedited tier.</summary>
    public TimeSpan Expedited { get; init; }

    /// <summary>Archive retrievals of the Standard tier.</summary>
    public TimeSpan Standard { get; init; }

    /// <summary>Archive retrievals of the Bulk tier.</summary>
    public TimeSpan Bulk { get; init; }

    /// <summary>Inventory retrievals.</summary>
    public TimeSpan Inventory { get; init; }

    /// <summary>The real service's: 3 minutes, 4 hours, 8 hours, 4 hours.</summary>
    public static JobTimes Realistic { get; } =
        new()
        {
            Expedited = TimeSpan.FromMinutes(3),
            Standard = TimeSpan.FromHours(4),
            Bulk = TimeSpan.FromHours(8),
            Inventory = TimeSpan.FromHours(4),
        };
}
