using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>Small programs of Python, for comparison.</summary>
internal static class Python
{
    /// <summary>
    /// How long a program takes, without what an empty one takes; null where Python is not installed.
    /// </summary>
    public static async Task<double?> SecondsAsync(string program, string argument, CancellationToken cancellationToken)
    {
        double? start = await RunAsync("pass", argument, cancellationToken);
        return start is null ? null : await RunAsync(program, argument, cancellationToken) - start;
    }

    /// <summary>The number that a program prints; null where it cannot run.</summary>
    public static async Task<double?> AnswerAsync(string program, string argument, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("python3", ["-c", program, argument]) { RedirectStandardOutput = true }
            )!;
            string answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return double.TryParse(answer, CultureInfo.InvariantCulture, out double number) ? number : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<double?> RunAsync(string program, string argument, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("python3", ["-c", program, argument]) { RedirectStandardOutput = true }
            )!;
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(begin).TotalSeconds : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
