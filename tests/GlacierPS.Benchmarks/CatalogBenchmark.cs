using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of catalogues.</summary>
internal static class CatalogBenchmark
{
    public static readonly (string Name, Measurement Measure)[] Parts =
    [
        ("million", CatalogRate.MillionAsync),
        ("ten-million", CatalogRate.TenMillionAsync),
    ];
}
