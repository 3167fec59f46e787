using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of inventories, the catalogue and the emptying of vaults.</summary>
internal static class InventoryBenchmark
{
    public static Benchmark Create(bool quick) => new("inventory", quick, Parts);

    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    private static readonly (string Name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> Measure)[] Parts =
    [
        ("read", ReadRate.MeasureAsync),
        ("pipeline", PipelineRate.MeasureAsync),
        ("catalog", CatalogRate.MeasureAsync),
        ("purge", PurgeRate.MeasureAsync),
    ];
}
