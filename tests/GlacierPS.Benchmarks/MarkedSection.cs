namespace GlacierPS.Benchmarks;

/// <summary>The part of a Markdown file that belongs to this program; the rest is written by people, and kept.</summary>
internal static class MarkedSection
{
    private const string Begin = "<!-- begin: bench server -->";
    private const string End = "<!-- end: bench server -->";

    /// <summary>Puts a text between the markers of a file, which gets them at its end if it has none.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        string old = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "# Benchmarks\n";
        int begin = old.IndexOf(Begin, StringComparison.Ordinal);
        int end = old.IndexOf(End, StringComparison.Ordinal);
        (string before, string after) = begin >= 0 && end > begin
            ? (old[..begin], old[(end + End.Length)..])
            : (old.TrimEnd() + "\n\n", "\n");
        await File.WriteAllTextAsync(path, $"{before}{Begin}\n\n{text}\n\n{End}{after}", cancellationToken);
    }
}
