using GlacierPS.Benchmarks.Clients;

namespace GlacierPS.Benchmarks;

/// <summary>
/// All that is measured of the transfers: each by a process of its own, beside those of other clients.
/// </summary>
internal static class TransferBenchmark
{
    public static readonly (string Name, Measurement Measure)[] Parts =
    [
        // First, while nothing was removed from the disk: see there.
        ("small", SmallFiles.MeasureAsync),
        ("hash", TreeHashRate.MeasureAsync),
        ("send", SendCost.MeasureAsync),
        ("sink", SinkCost.MeasureAsync),
        ("receive", ReceiveCost.MeasureAsync),
        ("memory", SendMemory.MeasureAsync),
    ];
}
