using System.Globalization;

namespace GlacierPS.Benchmarks;

/// <summary>One measurement.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">What came out, with its unit.</param>
/// <param name="Beside">What it is compared with, with its unit; empty if with nothing.</param>
/// <param name="Ratio">The two as a ratio; empty if there is none.</param>
/// <param name="Target">What was aimed at; empty if this only informs.</param>
/// <param name="Met">Whether it was reached; null if there is no target, or nothing to compare with.</param>
internal sealed record Figure(
    string What,
    string Value,
    string Beside = "",
    string Ratio = "",
    string Target = "",
    bool? Met = null
)
{
    public string Verdict =>
        Met switch
        {
            true => "met",
            false => "missed",
            null when Target.Length > 0 => "not measured",
            null => "",
        };

    /// <summary>A figure that may be at most so many times (or has to be at least so many times) another one.</summary>
    public static Figure Compared(
        string what,
        double value,
        double beside,
        Func<double, string> format,
        double ratio,
        string target,
        Func<double, bool> met,
        string name = ""
    ) => new(what, format(value), format(beside) + name, Text($"{ratio:0.00}"), target, met(ratio));

    /// <summary>A figure with a limit of its own.</summary>
    public static Figure Limited(string what, double value, double limit, Func<double, string> format) =>
        new(what, format(value), Target: "< " + format(limit), Met: value < limit);

    public static string PerSecond(double value) => Text($"{value:N0}/s");

    public static string Seconds(double value) => Text($"{value:0.00} s");

    public static string Milliseconds(double value) => Text($"{value * 1000:0.0} ms");

    public static string Kilobytes(double bytes) => Text($"{bytes / 1e3:N0} KB");

    public static string Megabytes(double bytes) => Text($"{bytes / 1e6:N0} MB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
