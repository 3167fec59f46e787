using System.Globalization;
using GlacierPS.Local;

namespace GlacierPS.Server;

/// <summary>
/// Times as the command line has them: <c>80ms</c>, <c>90s</c>, <c>5m</c>, <c>4h</c> (local-service.md).
/// </summary>
internal static class JobTimeText
{
    /// <summary>A century: the calendar has an end, which no time added to a date may pass.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36525);

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        (string unit, double size) = Units.FirstOrDefault(one => text.EndsWith(one.Unit, StringComparison.Ordinal));
        if (
            unit is null
            || !int.TryParse(
                text.AsSpan(0, text.Length - unit.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int number
            )
            || number * size > Longest.TotalSeconds
        )
        {
            return false;
        }

        time = TimeSpan.FromMilliseconds(Math.Round(number * size * 1000));
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
