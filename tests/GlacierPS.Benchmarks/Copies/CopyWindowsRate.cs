using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;
using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks.Copies;

/// <summary>
/// A large catalogue cut into windows of 50,000 archives, and the archives of each read, in a fresh process.
/// </summary>
internal static class CopyWindowsRate
{
    private const double TimeTarget = 60;
    private const double MemoryTarget = 200e6;

    public static IAsyncEnumerable<Figure> MillionAsync(bool quick, CancellationToken cancellationToken) =>
        MeasureAsync(quick ? 100_000 : 1_000_000, hasTarget: false, cancellationToken);

    public static IAsyncEnumerable<Figure> TenMillionAsync(bool quick, CancellationToken cancellationToken) =>
        MeasureAsync(quick ? 1_000_000 : 10_000_000, hasTarget: true, cancellationToken);

    private static async IAsyncEnumerable<Figure> MeasureAsync(
        int archives,
        bool hasTarget,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var folder = new ScratchFolder();
        await CatalogRate.RunTakeInAsync(folder.Path, "", archives, cancellationToken);
        ClientRun run = await Client.OursAsync(
            ["windows", folder.Path, "--endpoint", "http://none"],
            cancellationToken
        );
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Answer.GetProperty("windows").GetInt64():N0} windows of {archives:N0} archives"
        );
        double peak = run.Answer.GetProperty("peakMemory").GetDouble();
        yield return hasTarget
            ? Figure.Limited(what + ": time", run.Seconds, TimeTarget, Figure.Seconds)
            : new Figure(what + ": time", Figure.Seconds(run.Seconds));
        yield return new Figure(what + ": processor time", Figure.Seconds(run.Processor));
        yield return hasTarget
            ? Figure.Limited(what + ": peak memory of the process", peak, MemoryTarget, Figure.Megabytes)
            : new Figure(what + ": peak memory of the process", Figure.Megabytes(peak));
    }
}
