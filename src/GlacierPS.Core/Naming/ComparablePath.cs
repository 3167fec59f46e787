namespace GlacierPS.Core.Naming;

/// <summary>
/// Paths as they are compared: Windows and macOS take <c>A.txt</c> and <c>a.txt</c> for one file, macOS both forms of
/// Unicode too. A folder of theirs that is set to tell capitals apart is taken for one that does not.
/// </summary>
public static class ComparablePath
{
    /// <summary>What is equal for all spellings of a path on this system. No path to open: its capitals are
    /// lost.</summary>
    public static string Of(string path) => Of(path, !OperatingSystem.IsLinux(), OperatingSystem.IsMacOS());

    /// <summary>A full path with the capitals that its folders have on the disk, as far as it is there.</summary>
    public static string AsOnDisk(string path) => AsOnDisk(path, !OperatingSystem.IsLinux());

    /// <summary>Compares paths so.</summary>
    public static IEqualityComparer<string> Comparer { get; } =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : new SpellingComparer();

    internal static string Of(string path, bool ignoresCase, bool ignoresForm)
    {
        ArgumentNullException.ThrowIfNull(path);
        string formed = ignoresForm ? ComparableName.Of(path) : path;
        return ignoresCase ? formed.ToUpperInvariant() : formed;
    }

    internal static string AsOnDisk(string path, bool ignoresCase)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!ignoresCase)
        {
            return path;
        }

        string root = Path.GetPathRoot(path)!;
        string found = root is [_, ':', ..] ? root.ToUpperInvariant() : root;
        foreach (string segment in path[root.Length..].Split(Path.DirectorySeparatorChar))
        {
            found = Path.Join(found, Find(found, segment) ?? segment);
        }

        return found;
    }

    /// <summary>
    /// The name on the disk; null if there is none, it cannot be seen, or is asked for by the short name of MS-DOS.
    /// </summary>
    private static string? Find(string folder, string name)
    {
        try
        {
            return new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Select(entry => entry.Name)
                .Where(entry => Of(entry, true, true) == Of(name, true, true))
                .OrderByDescending(entry => entry == name)
                .FirstOrDefault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private sealed class SpellingComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x is null || y is null ? x == y : Of(x) == Of(y);

        public int GetHashCode(string path) => Of(path).GetHashCode(StringComparison.Ordinal);
    }
}
