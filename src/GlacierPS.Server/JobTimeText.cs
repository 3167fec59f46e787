using System.Globalization;
using GlacierPS.Local;

namespace GlacierPS.Server;

/// <summary>Times as the command line has them: <c>90s</c>, <c>5m</c>, <c>4h</c> (local-service.md).</summary>
internal static class JobTimeText
{
    /// <summary>A century: the calendar has an end, which no time added to a date may pass.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36525);

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (
            text.Length < 2
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int number
            )
        )
        {
            return false;
        }

        double seconds =
            text[^1] switch
            {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                _ => double.NaN,
            } * number;
        if (!(seconds <= Longest.TotalSeconds))
        {
            return false;
        }

        time = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Changes job times by <c>kind=time[,...]</c>.</summary>
    /// <returns>Null if the text is none.</returns>
    public static JobTimes? Apply(string text, JobTimes times)
    {
        foreach (string pair in text.Split(','))
        {
            string[] sides = pair.Split('=');
            if (sides.Length != 2 || !TryParse(sides[1], out TimeSpan time))
            {
                return null;
            }

            switch (sides[0])
            {
                case "expedited":
                    times = times with { Expedited = time };
                    break;
                case "standard":
                    times = times with { Standard = time };
                    break;
                case "bulk":
                    times = times with { Bulk = time };
                    break;
                case "inventory":
                    times = times with { Inventory = time };
                    break;
                default:
                    return null;
            }
        }

        return times;
    }
}
