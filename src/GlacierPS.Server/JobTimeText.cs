using System.Globalization;
using GlacierPS.Local;

namespace GlacierPS.Server;

/// <summary>Times as the command line has them: <c>90s</c>, <c>5m</c>, <c>4h</c> (local-service.md).</summary>
internal static class JobTimeText
{
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length < 2
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return false;
        }

        switch (text[^1])
        {
            case 's':
                time = TimeSpan.FromSeconds(number);
                return true;
            case 'm':
                time = TimeSpan.FromMinutes(number);
                return true;
            case 'h':
                time = TimeSpan.FromHours(number);
                return true;
            default:
                return false;
        }
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
