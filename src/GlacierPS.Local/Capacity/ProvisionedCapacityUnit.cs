namespace GlacierPS.Local.Capacity;

/// <summary>A unit of provisioned capacity: a month of sure Expedited retrievals (glacier-api.md §6.13).</summary>
/// <param name="CapacityId">Its ID, 24 characters.</param>
/// <param name="StartDate">When it was bought.</param>
internal sealed record ProvisionedCapacityUnit(string CapacityId, DateTimeOffset StartDate)
{
    /// <summary>"At most two units per account".</summary>
    public const int MaxUnits = 2;

    /// <summary>
    /// When it ends: at the same second of the same day of the next month, or of that month's last day if it has no
    /// such day: 31 August to 30 September, 31 January to 28 or 29 February. Always at .000 of the second (C192).
    /// </summary>
    public DateTimeOffset ExpirationDate
    {
        get
        {
            DateTimeOffset end = StartDate.ToUniversalTime().AddMonths(1);
            return end.AddTicks(-(end.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>Whether it still has time left; one that has not is no longer listed.</summary>
    public bool IsLive(DateTimeOffset now) => now < ExpirationDate;

    /// <summary>
    /// Whether an account with these units may buy another; if not, it is a 400 LimitExceededException (C193).
    /// </summary>
    public static bool MayPurchase(IEnumerable<ProvisionedCapacityUnit> units, DateTimeOffset now) =>
        units.Count(unit => unit.IsLive(now)) < MaxUnits;
}
