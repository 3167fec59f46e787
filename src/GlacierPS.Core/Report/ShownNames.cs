using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Report;

/// <summary>
/// Names as a report shows them: controls and what turns the direction of text as signs, and where nobody is to learn
/// them, a number for each, the same throughout the report.
/// </summary>
/// <param name="anonymous">Whether names are replaced.</param>
internal sealed class ShownNames(bool anonymous)
{
    // Longer names make a report large, and can be read nowhere in it.
    private const int Longest = 160;

    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);

    /// <summary>Whether names are replaced.</summary>
    public bool IsAnonymous => anonymous;

    /// <summary>A vault's name.</summary>
    public string Vault(string name) => anonymous ? Numbered("vault", name) : Cut(name);

    /// <summary>A folder's own name.</summary>
    public string Folder(string name) => anonymous ? Numbered("folder", name) : Cut(name.Length == 0 ? "/" : name);

    /// <summary>A file's name without its folder; of one that has none, nothing.</summary>
    public string File(string name) =>
        name.Length == 0 ? ""
        : anonymous ? Numbered("file", name)
        : Cut(name);

    /// <summary>A file's whole name.</summary>
    public string Path(string name)
    {
        string[] parts = name.Split('/');
        return anonymous ? string.Join('/', [.. parts[..^1].Select(Folder), File(parts[^1])]) : Cut(name);
    }

    private string Numbered(string kind, string name)
    {
        string key = kind + "/" + name;
        if (!_numbers.TryGetValue(key, out string? number))
        {
            _numbers[key] = number = $"{kind} {_numbers.Count + 1}";
        }

        return number;
    }

    private static string Cut(string name) =>
        TerminalText.Of(name.Length > Longest ? name[..(Longest / 2)] + "…" + name[^(Longest / 2)..] : name);
}
