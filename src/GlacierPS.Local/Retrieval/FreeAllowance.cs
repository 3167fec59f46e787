namespace GlacierPS.Local.Retrieval;

/// <summary>
/// What may be retrieved free of charge: a share of what is stored in a month, spread over its days. The share is not
/// settled by the guide; 5 % is that of the service's announcement of 2014 (glacier-api.md §6.12).
/// </summary>
/// <param name="MonthlyShare">The share of the stored bytes that is free in a month, 0 to 1.</param>
internal readonly record struct FreeAllowance(decimal MonthlyShare)
{
    public static FreeAllowance Announced { get; } = new(0.05m);

    /// <summary>Bytes that are free on a day, rounded down.</summary>
    /// <param name="storedBytes">Bytes that the account has stored in the region.</param>
    /// <param name="day">The day; its month, in UTC, says over how many days the share is spread.</param>
    public long DailyBytes(long storedBytes, DateTimeOffset day)
    {
        DateTime utc = day.UtcDateTime;
        return (long)(storedBytes * MonthlyShare / DateTime.DaysInMonth(utc.Year, utc.Month));
    }
}
