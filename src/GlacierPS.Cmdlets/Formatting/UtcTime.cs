using System.Globalization;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Times of the service as lists show them; tables say UTC at the head of the column.</summary>
public static class UtcTime
{
    /// <summary><c>2026-11-21 09:46:00 UTC</c>; nothing of nothing.</summary>
    public static string Format(DateTime? time) =>
        time is { } known ? known.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "";
}
