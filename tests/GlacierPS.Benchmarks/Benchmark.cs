using System.Globalization;

namespace GlacierPS.Benchmarks;

/// <summary>What is measured of one thing, and where the figures go.</summary>
internal sealed class Benchmark(
    string subject, bool quick, (string Name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> Measure)[] parts)
{
    public async Task<int> RunAsync(string[] only, string? file, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach ((string name, Func<bool, CancellationToken, IAsyncEnumerable<Figure>> measure) in parts)
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
                    await MarkedSection.WriteAsync(file, subject, Report(figures), cancellationToken);
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
