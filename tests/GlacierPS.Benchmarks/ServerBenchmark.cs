namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of the server.</summary>
internal static class ServerBenchmark
{
    public static Benchmark Create(bool quick) => new("server", quick, Parts);

    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    private static readonly (string Name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> Measure)[] Parts =
    [
        ("describe", DescribeVaultRate.MeasureAsync),
        ("upload", UploadCost.MeasureAsync),
        ("store", LargeStore.MeasureAsync),
    ];
}
