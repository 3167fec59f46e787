using System.Globalization;

namespace GlacierPS.Benchmarks;

/// <summary>All that is measured of the server, and where the figures go.</summary>
internal sealed class ServerBenchmark(bool quick)
{
    private static readonly (string Name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> Measure)[] Parts =
    [
        ("describe", DescribeVaultRate.MeasureAsync),
        ("upload", UploadCost.MeasureAsync),
        ("store", LargeStore.MeasureAsync),
    ];

    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    public async Task<int> RunAsync(string[] only, string? file, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach ((string name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> measure) in Parts)
        {
            if (only.Length > 0 && !only.Contains(name))
            {
                continue;
            }

            await foreach (Figure figure in measure(quick, cancellationToken))
            {
                figures.Add(figure);
                await Console.Error.WriteLineAsync($"  {figure.What}: {figure.Value} {figure.Beside} {figure.Ratio} {figure.Verdict}".TrimEnd());
                if (file is not null)
                {
                    // Each at once: what was measured is not lost when a later measurement is broken off.
                    await MarkedSection.WriteAsync(file, Report(figures), cancellationToken);
                }
            }
        }

        Console.WriteLine(Report(figures));
        return 0;
    }

    private string Report(IEnumerable<Figure> figures)
    {
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string size = quick ? "Quick sizes, which the targets are not meant for. " : "";
        return $"{size}Measured on {date}: {Machine.Describe()}.\n\n{FigureTable.Format(figures)}";
    }
}
