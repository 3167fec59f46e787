using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Core.Report;

/// <summary>
/// The HTML of a report. Its policy allows the one style and the scripts that stand in it, by their hashes, and nothing
/// else: no network, no frame, no form. Names are in the data alone, which no browser runs.
/// </summary>
internal static class ReportPage
{
    private static readonly string[] s_scripts =
    [
        "d3-hierarchy.min.js",
        "values.js",
        "tables.js",
        "treemap.js",
        "page.js",
    ];

    /// <summary>Writes the file.</summary>
    public static void Write(GlacierReport report, Stream stream)
    {
        string page = Resource("page.html");
        string style = Resource("page.css");
        string[] scripts = [.. s_scripts.Select(Resource)];
        string policy =
            $"default-src 'none'; style-src {Hash(style)}; script-src {string.Join(' ', scripts.Select(Hash))}; "
            + "base-uri 'none'; form-action 'none'";
        var data = new MemoryStream();
        ReportData.Write(report, data);
        string licence = Resource("d3-hierarchy.LICENSE.txt").Trim().Replace("--", "- -", StringComparison.Ordinal);
        foreach (string piece in Pieces(page))
        {
            switch (piece)
            {
                case "{policy}":
                    Text(stream, policy);
                    break;
                case "{style}":
                    Text(stream, $"<style>{style}</style>");
                    break;
                case "{data}":
                    Text(stream, "<script type=\"application/json\" id=\"data\">");
                    data.WriteTo(stream);
                    Text(stream, "</script>");
                    break;
                case "{scripts}":
                    Text(stream, string.Concat(scripts.Select(script => $"<script>{script}</script>\n")));
                    break;
                case "{licence}":
                    Text(stream, $"<!-- d3-hierarchy 3.1.3\n{licence}\n-->");
                    break;
                default:
                    Text(stream, piece);
                    break;
            }
        }
    }

    private static string[] Pieces(string page) =>
        System.Text.RegularExpressions.Regex.Split(page, @"(\{(?:policy|style|data|scripts|licence)\})");

    private static void Text(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    /// <summary>A browser reads CR LF as LF before it takes the hash.</summary>
    private static string Resource(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"GlacierPS.Core.Report.Page.{name}")
            ?? throw new InvalidOperationException($"The part '{name}' of a report is not in this assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
