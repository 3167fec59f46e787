using System.Globalization;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// The shared AWS files as they are now, read as the AWS CLI reads them: names in quotes, comments behind values, and
/// sections within sections, which the SDK's own reader does not find.
/// </summary>
internal sealed class SharedFiles
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.Ordinal);

    private SharedFiles(string configFile, string credentialsFile)
    {
        ConfigFile = configFile;
        CredentialsFile = credentialsFile;
    }

    public string ConfigFile { get; }

    public string CredentialsFile { get; }

    /// <summary>Tells this state of the files from another: their paths, times and lengths.</summary>
    public static string State => string.Join('|', Stamp(ConfigPath), Stamp(CredentialsPath));

    /// <summary>Where a line was not understood, in a sentence without its words, which may be a secret; null if
    /// all were.</summary>
    public string? Damage { get; private set; }

    /// <summary>The names of the profiles, in the order of the files.</summary>
    public IEnumerable<string> ProfileNames =>
        _sections.Keys.Where(key => key.StartsWith("profile ", StringComparison.Ordinal)).Select(key => key[8..]);

    private static string ConfigPath => PathOf("AWS_CONFIG_FILE", "config");

    private static string CredentialsPath => PathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials");

    /// <summary>Reads both files; one that is missing is empty.</summary>
    /// <exception cref="IOException">A file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static SharedFiles Read()
    {
        var files = new SharedFiles(ConfigPath, CredentialsPath);
        files.Read(files.ConfigFile, SectionOfConfig);
        files.Read(files.CredentialsFile, name => "profile " + name);
        return files;
    }

    /// <summary>The settings of a profile, its keys in lower case; null if it is not there.</summary>
    public IReadOnlyDictionary<string, string>? Profile(string name) => _sections.GetValueOrDefault("profile " + name);

    /// <summary>The settings of an sso-session; null if it is not there.</summary>
    public IReadOnlyDictionary<string, string>? SsoSession(string name) =>
        _sections.GetValueOrDefault("sso-session " + name);

    /// <summary>The endpoint_url that a profile has for a service, in its services section or for all.</summary>
    public string? EndpointOf(IReadOnlyDictionary<string, string> profile, string service) =>
        profile.TryGetValue("services", out string? name)
        && _sections.TryGetValue("services " + name, out Dictionary<string, string>? services)
        && services.TryGetValue(service + ".endpoint_url", out string? url)
            ? url
            : profile.GetValueOrDefault("endpoint_url");

    private void Read(string path, Func<string, string?> sectionOf)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var discarded = new Dictionary<string, string>();
        Dictionary<string, string>? section = null;
        string? key = null;
        int keyIndent = 0;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string text = WithoutComment(line).Trim();
            int indent = line.Length - line.TrimStart().Length;
            if (text.Length == 0)
            {
                continue;
            }

            if (text[0] == '[' && indent == 0)
            {
                key = null;
                section = text[^1] == ']' ? SectionFor(sectionOf(Unquoted(text[1..^1]))) ?? discarded : null;
                Damage ??= section is null ? At(path, number) : null;
                section ??= discarded;
                continue;
            }

            bool isNested = key is not null && indent > keyIndent;
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (isNested && (equals < 0 || section![key!].Length > 0))
            {
                // More of the value before, which none of ours has.
                continue;
            }

            if (equals < 1 || section is null)
            {
                Damage ??= At(path, number);
                continue;
            }

            string name = text[..equals].Trim().ToLowerInvariant();
            section[isNested ? $"{key}.{name}" : name] = text[(equals + 1)..].Trim();
            if (!isNested)
            {
                (key, keyIndent) = (name, indent);
            }
        }
    }

    private Dictionary<string, string>? SectionFor(string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (!_sections.TryGetValue(name, out Dictionary<string, string>? section))
        {
            _sections[name] = section = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        return section;
    }

    /// <summary>In the config file profiles have the word before their name, but for the default one.</summary>
    private static string? SectionOfConfig(string text)
    {
        string[] words = text.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["default"] => "profile default",
            ["profile" or "sso-session" or "services", var name] => $"{words[0]} {Unquoted(name.Trim())}",
            _ => null,
        };
    }

    private static string Unquoted(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length > 1 && trimmed[0] is '"' or '\'' && trimmed[^1] == trimmed[0] ? trimmed[1..^1] : trimmed;
    }

    /// <summary>A comment has its sign at the beginning of the line, or a blank before it.</summary>
    private static string WithoutComment(string line)
    {
        if (line.TrimStart() is ['#' or ';', ..])
        {
            return "";
        }

        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] is '#' or ';' && line[i - 1] is ' ' or '\t')
            {
                return line[..i];
            }
        }

        return line;
    }

    private static string At(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{path} cannot be read at line {number}.");

    private static string PathOf(string variable, string name)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? path = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(path) ? Path.Combine(home, ".aws", name)
            : path == "~"
            || path.StartsWith("~/", StringComparison.Ordinal)
            || path.StartsWith("~\\", StringComparison.Ordinal)
                ? Path.Combine(home, path.TrimStart('~').TrimStart('/', '\\'))
            : path;
    }

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{path} {file.LastWriteTimeUtc.Ticks} {file.Length}" : path;
    }
}
