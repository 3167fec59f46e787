using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace GlacierPS.Local.Time;

/// <summary>
/// A moment on the service's clock, in whole milliseconds of UTC since 1970, which is all that the protocol can tell
/// of it (glacier-api.md §1.4). Half the size of a date and time with its offset: a vault has one for each archive.
/// </summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
[JsonConverter(typeof(ServiceTimeJsonConverter))]
internal readonly record struct ServiceTime(long Milliseconds) : IComparable<ServiceTime>
{
    /// <summary>Characters in <c>2016-09-01T09:16:45.612Z</c>.</summary>
    public const int MillisecondsLength = 24;

    /// <summary>Characters in <c>2016-09-01T09:16:45Z</c>, the form inside inventories (§6.8).</summary>
    public const int SecondsLength = 20;

    private static readonly string[] InputForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static ServiceTime Of(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    public DateTime ToDateTime() => DateTime.UnixEpoch.AddMilliseconds(Milliseconds);

    public DateTimeOffset ToDateTimeOffset() => new(ToDateTime());

    /// <summary>Writes <c>2016-09-01T09:16:45.612Z</c>.</summary>
    public void FormatMilliseconds(Span<byte> utf8) =>
        ToDateTime().TryFormat(utf8, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes <c>2016-09-01T09:16:45Z</c>.</summary>
    public void FormatSeconds(Span<byte> utf8)
    {
        DateTime time = ToDateTime();
        Write(utf8, 0, 4, time.Year);
        utf8[4] = (byte)'-';
        Write(utf8, 5, 2, time.Month);
        utf8[7] = (byte)'-';
        Write(utf8, 8, 2, time.Day);
        utf8[10] = (byte)'T';
        Write(utf8, 11, 2, time.Hour);
        utf8[13] = (byte)':';
        Write(utf8, 14, 2, time.Minute);
        utf8[16] = (byte)':';
        Write(utf8, 17, 2, time.Second);
        utf8[19] = (byte)'Z';
    }

    /// <summary>Reads a date of a request: ISO 8601 with or without a fraction (§1.4).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ServiceTime time)
    {
        bool parsed = DateTimeOffset.TryParseExact(
            text,
            InputForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset value
        );
        time = parsed ? Of(value) : default;
        return parsed;
    }

    public int CompareTo(ServiceTime other) => Milliseconds.CompareTo(other.Milliseconds);

    public static ServiceTime operator +(ServiceTime time, TimeSpan span) =>
        new(time.Milliseconds + (long)span.TotalMilliseconds);

    public static TimeSpan operator -(ServiceTime left, ServiceTime right) =>
        TimeSpan.FromMilliseconds(left.Milliseconds - right.Milliseconds);

    public static bool operator <(ServiceTime left, ServiceTime right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(ServiceTime left, ServiceTime right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(ServiceTime left, ServiceTime right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(ServiceTime left, ServiceTime right) => left.Milliseconds >= right.Milliseconds;

    /// <summary><c>2016-09-01T09:16:45.612Z</c>.</summary>
    public override string ToString() =>
        ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Span<byte> utf8, int at, int digits, int number)
    {
        for (int i = at + digits - 1; i >= at; i--, number /= 10)
        {
            utf8[i] = (byte)('0' + number % 10);
        }
    }
}
