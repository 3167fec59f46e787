using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of inventories and the emptying of vaults.</summary>
internal static class InventoryBenchmark
{
    public static readonly (string Name, Measurement Measure)[] Parts =
    [
        ("read", ReadRate.MeasureAsync),
        ("pipeline", PipelineRate.MeasureAsync),
        ("purge", PurgeRate.MeasureAsync),
    ];
}
