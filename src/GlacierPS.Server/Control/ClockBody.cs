using System.Globalization;
using System.Text.Json;
using GlacierPS.Local.Time;

namespace GlacierPS.Server.Control;

/// <summary><c>{"advance":"25h"}</c> or <c>{"set":"2017-01-31T14:26:33.031Z"}</c>.</summary>
internal static class ClockBody
{
    // A century and more off either end of the calendar: other times are added to this one, and taken from it.
    private static readonly DateTimeOffset First = DateTimeOffset.MinValue.AddYears(100);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue.AddYears(-200);

    public static string ToText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="BadControlRequestException">The body is neither, or the calendar does not go so
    /// far.</exception>
    public static void Apply(JsonElement body, AdjustableTime clock)
    {
        ControlBody.AllowOnly(body, "advance", "set");
        switch (ControlBody.Text(body, "advance"), ControlBody.Text(body, "set"))
        {
            case ({ } advance, null):
                TimeSpan span = JobTimeText.TryParse(advance, out TimeSpan parsed)
                    ? parsed
                    : throw new BadControlRequestException($"'{advance}' is not a time such as 90s, 5m or 25h.");
                Require(clock.GetUtcNow() + span);
                clock.Advance(span);
                break;
            case (null, { } set):
                clock.Set(
                    Require(
                        DateTimeOffset.TryParse(
                            set,
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal,
                            out DateTimeOffset time
                        ) && set.Contains('T', StringComparison.Ordinal)
                            ? time
                            : throw new BadControlRequestException(
                                $"'{set}' is not a time such as 2017-01-31T14:26:33.031Z."
                            )
                    )
                );
                break;
            default:
                throw new BadControlRequestException("The body has to have either 'advance' or 'set'.");
        }
    }

    private static DateTimeOffset Require(DateTimeOffset time) =>
        time >= First && time <= Last
            ? time
            : throw new BadControlRequestException(
                $"The clock can be moved from year {First.Year} to year {Last.Year}."
            );
}
