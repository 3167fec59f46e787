namespace GlacierPS.Core.Naming;

/// <summary>What Windows does not take as a name of a file or folder, or takes for something else.</summary>
internal static class WindowsName
{
    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        "COM0",
        "COM1",
        "COM2",
        "COM3",
        "COM4",
        "COM5",
        "COM6",
        "COM7",
        "COM8",
        "COM9",
        "COM\u00B9",
        "COM\u00B2",
        "COM\u00B3",
        "LPT0",
        "LPT1",
        "LPT2",
        "LPT3",
        "LPT4",
        "LPT5",
        "LPT6",
        "LPT7",
        "LPT8",
        "LPT9",
        "LPT\u00B9",
        "LPT\u00B2",
        "LPT\u00B3",
    };

    /// <summary>The reason, to stand behind a colon; null for a good name.</summary>
    public static string? WhyRefused(string segment)
    {
        if (segment[^1] is '.' or ' ')
        {
            return $"Windows drops the dot or space at the end of '{segment}'";
        }

        if (segment.IndexOfAny(['<', '>', ':', '"', '|', '?', '*']) is >= 0 and int at)
        {
            return $"Windows does not allow '{segment[at]}' in '{segment}'";
        }

        // A device is one whatever stands behind the first dot, and with spaces before that.
        return s_devices.Contains(segment.Split('.')[0].TrimEnd(' ')) ? $"'{segment}' is a device of Windows" : null;
    }
}
