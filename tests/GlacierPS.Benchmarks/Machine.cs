using System.Globalization;
using System.Runtime.InteropServices;

namespace GlacierPS.Benchmarks;

/// <summary>What the figures were measured on. Nothing that tells one machine of a kind from another.</summary>
internal static class Machine
{
    public static string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, "
                + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB of memory, "
                + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}"
        );

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? "unknown processor";
    }
}
