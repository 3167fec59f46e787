using System.Buffers.Text;
using System.Globalization;

namespace GlacierPS.Core.Naming;

/// <summary>
/// The times in descriptions: UTC, <c>YYYYMMDDTHHMMSSZ</c> as written, several ISO 8601 forms as read.
/// </summary>
internal static class NameTime
{
    private const string Basic = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly string[] s_forms =
    [
        Basic,
        "yyyyMMdd'T'HHmmss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd' 'HH:mm:ss'Z'",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF'Z'",
        "yyyyMMdd'T'HH:mm:ss'Z'",
        "yyyyMMdd' 'HHmmss'Z'",
        "yyyy-MM-dd'T'HHmmss'Z'",
    ];

    /// <summary>Whole seconds; null outside the years 1000 to 9999, which other readers refuse.</summary>
    public static string? Write(DateTime? time) =>
        time?.ToUniversalTime() is { Year: >= 1000 } utc ? utc.ToString(Basic, CultureInfo.InvariantCulture) : null;

    /// <summary>Null for anything that is no time, or before the year 1000: the name beside it is still good.</summary>
    public static DateTime? Read(string? text)
    {
        string form = (text ?? "").Trim();
        if (form.Length is < 15 or > 40)
        {
            return null;
        }

        if (!form.EndsWith('Z'))
        {
            form += 'Z';
        }

        return
            DateTime.TryParseExact(
                form,
                s_forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime time
            )
            && time.Year >= 1000
            ? time
            : null;
    }

    /// <summary><c>YYYYMMDDTHHMMSSZ</c>, for lists of millions; false for any other form.</summary>
    public static bool TryReadBasic(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (
            text is not [.., (byte)'Z']
            || text.Length != 16
            || text[8] != (byte)'T'
            || text[9] is < (byte)'0' or > (byte)'9'
            || !Utf8Parser.TryParse(text[..8], out int date, out int dateDigits)
            || dateDigits != 8
            || !Utf8Parser.TryParse(text[9..15], out int clock, out int clockDigits)
            || clockDigits != 6
        )
        {
            return false;
        }

        int year = date / 10_000,
            month = date / 100 % 100,
            day = date % 100;
        if (
            year < 1000
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
            || clock / 10_000 > 23
            || clock / 100 % 100 > 59
            || clock % 100 > 59
        )
        {
            return false;
        }

        time = new DateTime(year, month, day, clock / 10_000, clock / 100 % 100, clock % 100, DateTimeKind.Utc);
        return true;
    }

    /// <summary>Milliseconds since 1970, in decimal digits.</summary>
    public static DateTime? ReadEpochMilliseconds(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds)
        && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
            : null;
}
