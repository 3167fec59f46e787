using System.Globalization;

namespace GlacierPS.Benchmarks;

/// <summary>A measurement of a part: quickly or in full.</summary>
internal delegate IAsyncEnumerable<Figure> Measurement(bool quick, CancellationToken cancellationToken);

/// <summary>Measures parts, one after the other, and puts the figures where they are published.</summary>
/// <param name="name">The name of the section that gets them.</param>
/// <param name="parts">What can be measured.</param>
/// <param name="quick">Small sizes, which the targets are not meant for.</param>
internal sealed class BenchmarkRun(string name, (string Name, Measurement Measure)[] parts, bool quick)
{
    public async Task<int> RunAsync(string[] only, string? file, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach ((string part, Measurement measure) in parts)
        {
            if (only.Length > 0 && !only.Contains(part))
            {
                continue;
            }

            await foreach (Figure figure in measure(quick, cancellationToken))
            {
                figures.Add(figure);
                await Console.Error.WriteLineAsync(
                    $"  {figure.What}: {figure.Value} {figure.Beside} {figure.Ratio} {figure.Verdict}".TrimEnd()
                );
                if (file is not null)
                {
                    // Each at once: what was measured is not lost when a later measurement is broken off.
                    await MarkedSection.WriteAsync(file, name, Report(figures), cancellationToken);
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
