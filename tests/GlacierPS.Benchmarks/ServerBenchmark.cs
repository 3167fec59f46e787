namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of the server.</summary>
internal static class ServerBenchmark
{
    public static readonly (string Name, Measurement Measure)[] Parts =
    [
        ("describe", DescribeVaultRate.MeasureAsync),
        ("upload", UploadCost.MeasureAsync),
        ("store", LargeStore.MeasureAsync),
        ("start", StartTime.MeasureAsync),
    ];
}
