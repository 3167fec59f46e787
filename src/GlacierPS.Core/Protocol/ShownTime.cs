using System.Globalization;

namespace GlacierPS.Core.Protocol;

/// <summary>
/// Times as they are shown: in the time of this machine, as files and clocks have theirs, by the Gregorian calendar and
/// in the same digits whatever the culture.
/// </summary>
public static class ShownTime
{
    /// <summary>
    /// The same instant in the time of this machine. A time that says no zone is one of this machine already, as
    /// everywhere in PowerShell.
    /// </summary>
    public static DateTime Local(DateTime time) =>
        time.Kind switch
        {
            DateTimeKind.Utc => time.ToLocalTime(),
            DateTimeKind.Local => time,
            _ => DateTime.SpecifyKind(time, DateTimeKind.Local),
        };

    /// <summary><c>2026-11-21 10:46 +01:00</c>; nothing of nothing.</summary>
    public static string ToMinute(DateTime? time) => Format(time, "yyyy-MM-dd HH:mm zzz");

    /// <summary><c>2026-11-21 10:46:05 +01:00</c>; nothing of nothing.</summary>
    public static string ToSecond(DateTime? time) => Format(time, "yyyy-MM-dd HH:mm:ss zzz");

    /// <summary>The day, <c>2026-11-21</c>; nothing of nothing.</summary>
    public static string ToDay(DateTime? time) => Format(time, "yyyy-MM-dd");

    /// <summary>Any format of .NET; nothing of nothing.</summary>
    public static string Format(DateTime? time, string format) =>
        time is { } known ? Local(known).ToString(format, CultureInfo.InvariantCulture) : "";
}
