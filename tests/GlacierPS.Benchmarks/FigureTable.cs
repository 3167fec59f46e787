namespace GlacierPS.Benchmarks;

/// <summary>Figures as a Markdown table, padded so that it can be read as it is.</summary>
internal static class FigureTable
{
    private static readonly string[] Heads = ["Measured", "Figure", "Beside", "Ratio", "Target", "Verdict"];

    public static string Format(IEnumerable<Figure> figures)
    {
        string[][] rows =
        [
            Heads,
            .. figures.Select(one => new[] { one.What, one.Value, one.Beside, one.Ratio, one.Target, one.Verdict }),
        ];
        int[] widths = [.. Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length))];
        var lines = rows.Select(row => Line(row.Select((cell, column) => cell.PadRight(widths[column])))).ToList();
        lines.Insert(1, Line(widths.Select(width => new string('-', width))));
        return string.Join('\n', lines);
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
