using System.Globalization;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>
/// When a request was signed: <c>x-amz-date</c>, or <c>Date</c> if that is in the same form (glacier-api.md §1.3).
/// </summary>
/// <param name="Text">As it was sent, which is what was signed: <c>20120525T002453Z</c>.</param>
/// <param name="Time">The same as a time.</param>
internal readonly record struct SigningTime(string Text, DateTimeOffset Time)
{
    /// <summary>How far the clocks of client and service may be apart, either way (glacier-api.md §2).</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Tells when a request was signed. Where both headers are there, <c>x-amz-date</c> wins (C029).</summary>
    /// <exception cref="ServiceErrorException">Neither header is there, or the one that counts is in another
    /// form.</exception>
    public static SigningTime Of(GlacierRequest request)
    {
        string text =
            request.Headers["x-amz-date"]
            ?? request.Headers[HeaderNames.Date]
            ?? throw SigningErrors.Malformed(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            );
        return DateTimeOffset.TryParseExact(
            text,
            Form,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? new SigningTime(text, time)
            : throw SigningErrors.Malformed($"Date must be in ISO-8601 'basic format'. Got '{text}'.");
    }

    /// <summary>The form of <c>x-amz-date</c>.</summary>
    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Refuses a request that was signed too long ago, or too far ahead.</summary>
    /// <exception cref="ServiceErrorException">It was.</exception>
    public void RequireCurrent(DateTimeOffset now)
    {
        // Whole seconds, as the request has them: or a message could say that a time is earlier than itself.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        if (Time - now > Tolerance)
        {
            throw SigningErrors.NotYetCurrent(Time, now);
        }

        if (now - Time > Tolerance)
        {
            throw SigningErrors.Expired(Time, now);
        }
    }

    /// <summary>Refuses a credential scope of another day than the signature's.</summary>
    /// <exception cref="ServiceErrorException">It is.</exception>
    public void RequireDay(string scopeDate)
    {
        if (!Text.AsSpan(0, 8).SequenceEqual(scopeDate))
        {
            throw SigningErrors.Malformed(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + $"'{scopeDate}' != '{Text[..8]}', from '{Text}'."
            );
        }
    }
}
