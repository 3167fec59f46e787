namespace GlacierPS.Benchmarks;

/// <summary>
/// The part of a Markdown file that belongs to this program; the rest is written by people, and kept.
/// </summary>
internal static class MarkedSection
{
    /// <summary>
    /// Puts a text between the markers of that name in a file, which gets them at its end if it has none.
    /// </summary>
    public static async Task WriteAsync(string path, string name, string text, CancellationToken cancellationToken)
    {
        string first = $"<!-- begin: {name} -->";
        string last = $"<!-- end: {name} -->";
        string old = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "# Benchmarks\n";
        int begin = old.IndexOf(first, StringComparison.Ordinal);
        int end = old.IndexOf(last, StringComparison.Ordinal);
        (string before, string after) =
            begin >= 0 && end > begin ? (old[..begin], old[(end + last.Length)..]) : (old.TrimEnd() + "\n\n", "\n");
        await File.WriteAllTextAsync(path, $"{before}{first}\n\n{text}\n\n{last}{after}", cancellationToken);
    }
}
