using GlacierPS.Benchmarks.Copies;

namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of the way out of a vault.</summary>
internal static class CopyBenchmark
{
    public static readonly (string Name, Measurement Measure)[] Parts =
    [
        ("windows", CopyWindowsRate.MillionAsync),
        ("ten-million", CopyWindowsRate.TenMillionAsync),
        ("processor", CopyCost.ProcessorAsync),
        ("memory", CopyCost.MemoryAsync),
        ("small", SmallArchives.MeasureAsync),
    ];
}
