using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;

namespace GlacierPS.Benchmarks.Line;

/// <summary>
/// A service that takes 200 uploads a second and throttles the others: what the cmdlet comes to after ten seconds, how
/// many it sent in vain, and whether each file was stored once.
/// </summary>
internal static class RateBenchmark
{
    private const int PerSecond = 200;
    private const double Within = 0.1;
    private const double MostThrottled = 0.05;
    private const double From = 10;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = PerSecond * (quick ? 18 : 30);
        using SmallFilesFolder files = SmallFilesFolder.Make(count);
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: false, cancellationToken);
        await server.ThrottleAsync("UploadArchive", PerSecond, cancellationToken);
        string times = Path.Combine(files.Path, "times");
        await LineBenchmark.RunAsync(
            server,
            "",
            "$list = [Collections.Generic.List[string]]::new(); $clock = [Diagnostics.Stopwatch]::StartNew(); "
                + $"Send-GlacierArchive measured '{files.Path}' -Recurse | ForEach-Object {{ "
                + "$list.Add($clock.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture) + ' ' + "
                + "$_.ArchiveId) }; "
                + $"[IO.File]::WriteAllLines('{times}', $list)",
            cancellationToken
        );
        string[] lines = await File.ReadAllLinesAsync(times, cancellationToken);
        double[] stored =
        [
            .. lines.Select(line => double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).Order(),
        ];
        int different = lines.Select(line => line.Split(' ')[1]).Distinct().Count();
        double to = stored[^1] - 1;
        double rate = stored.Count(time => time >= From && time < to) / (to - From);
        long asked = await server.RequestsAsync("UploadArchive", cancellationToken);
        string what = Text($"{PerSecond} uploads a second are taken, {count:N0} files");
        yield return Figure.Compared(
            what + ": rate after 10 s",
            rate,
            PerSecond,
            Figure.PerSecond,
            rate / PerSecond,
            Text($"{1 - Within} to {1 + Within}"),
            ratio => ratio >= 1 - Within && ratio <= 1 + Within,
            " taken"
        );
        double throttled = (asked - count) / (double)asked;
        yield return new Figure(
            what + ": throttled",
            Text($"{throttled * 100:0.0} %"),
            Text($"{asked - count:N0} of {asked:N0} requests"),
            "",
            Text($"< {MostThrottled * 100:0} %"),
            throttled < MostThrottled
        );
        yield return new Figure(
            what + ": archives",
            Text($"{different:N0}"),
            "",
            "",
            Text($"{count:N0}"),
            different == count
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
