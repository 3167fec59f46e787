using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>
/// Times as views show them (<see cref="ShownTime"/>): tables in the time of this machine, as those of files do; lists,
/// which have the room, with its distance from UTC. What was never set, the year 1, is shown as nothing.
/// </summary>
public static class LocalTime
{
    /// <summary>For lists: <c>2026-11-21 10:46:05 +01:00</c>.</summary>
    public static string Format(DateTime? time) => ShownTime.ToSecond(Known(time));

    /// <summary>For tables: <c>2026-11-21 10:46:05</c>.</summary>
    public static string Second(DateTime? time) => ShownTime.Format(Known(time), "yyyy-MM-dd HH:mm:ss");

    /// <summary>For tables: <c>2026-11-21 10:46</c>.</summary>
    public static string Minute(DateTime? time) => ShownTime.Format(Known(time), "yyyy-MM-dd HH:mm");

    /// <summary>For tables: <c>2026-11-21</c>.</summary>
    public static string Day(DateTime? time) => ShownTime.ToDay(Known(time));

    /// <summary>For tables of what has just been: <c>10:46:05</c>.</summary>
    public static string Clock(DateTime? time) => ShownTime.Format(Known(time), "HH:mm:ss");

    private static DateTime? Known(DateTime? time) => time == default(DateTime) ? null : time;
}
