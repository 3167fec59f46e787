namespace GlacierPS.Core.Report;

/// <summary>What a report shows, and how much of it.</summary>
public sealed record ReportOptions
{
    /// <summary>Folders and archives that the treemap has at most; the smallest are added up.</summary>
    public int Nodes { get; init; } = 5000;

    /// <summary>Years over which costs are counted.</summary>
    public int Years { get; init; } = 5;

    /// <summary>Rows of the lists of the largest and the oldest archives.</summary>
    public int Rows { get; init; } = 100;

    /// <summary>Whether names, vaults and the account are replaced by numbers.</summary>
    public bool Anonymize { get; init; }

    /// <summary>The time, in UTC.</summary>
    public required DateTime Now { get; init; }
}
