using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>Times in words, for those who wait.</summary>
public static class Duration
{
    /// <summary>
    /// Such as <c>45 s</c>, <c>12 min</c>, <c>2 h 10 min</c>, <c>3 d 4 h</c>; less than nothing is 0 s.
    /// </summary>
    public static string Of(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 0.5 } => "0 s",
            { TotalSeconds: < 59.5 } => $"{(int)Math.Round(time.TotalSeconds)} s",
            { TotalMinutes: < 59.5 } => $"{(int)Math.Round(time.TotalMinutes)} min",
            { TotalHours: < 24 } => $"{(int)time.TotalHours} h {time.Minutes} min",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };

    /// <summary>How long a job usually takes (glacier-api.md §6.6).</summary>
    public static string Usual(JobAction action, RetrievalTier? tier) =>
        (action, tier) switch
        {
            (JobAction.InventoryRetrieval, _) => "an inventory usually takes 3 to 5 hours",
            (_, RetrievalTier.Expedited) => "Expedited usually takes 1 to 5 minutes",
            (_, RetrievalTier.Bulk) => "Bulk usually takes 5 to 12 hours",
            _ => "Standard usually takes 3 to 5 hours",
        };
}
