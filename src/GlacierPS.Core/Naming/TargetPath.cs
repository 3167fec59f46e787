using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>
/// The path of a file whose name came out of a vault. Anyone who could write to the vault chose that name, so the path
/// is always below the folder that the user chose.
/// </summary>
public static class TargetPath
{
    /// <summary>The full path of a name below a folder. Nothing is created.</summary>
    /// <param name="folder">The folder that the user chose; it may itself be a link.</param>
    /// <param name="name">A name as <see cref="ArchiveDescription.Read"/> gives it; not empty.</param>
    /// <exception cref="GlacierInputException">The name leads elsewhere, or cannot be a file's name here.</exception>
    public static string Below(string folder, string name)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string relative = RelativePath(name, OperatingSystem.IsWindows());
        string target = Path.GetFullPath(Path.Join(root, relative));
        string inside = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        if (!target.StartsWith(inside, StringComparison.Ordinal))
        {
            throw Unsafe(name, "it leads out of the target folder");
        }

        RefuseLinks(root, relative, name);
        return target;
    }

    /// <summary>
    /// A name as a relative path of this kind of system, <c>/</c> between its folders: the root, the server or the
    /// drive of an absolute name becomes its first folder, <c>.</c> and empty segments go.
    /// </summary>
    /// <param name="name">The name, not empty.</param>
    /// <param name="forWindows">Whether Windows's rules for names hold.</param>
    /// <exception cref="GlacierInputException">
    /// The name has <c>..</c> among its folders, or cannot be a file's name there.
    /// </exception>
    public static string RelativePath(string name, bool forWindows)
    {
        var path = new StringBuilder(name.Length);
        string separated = forWindows || IsWindowsPath(name) ? name.Replace('\\', '/') : name;
        foreach (string part in separated.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
            {
                continue;
            }

            string segment = IsDrive(part) ? part[..1] : part;
            Check(name, segment, forWindows);
            path.Append(path.Length > 0 ? "/" : "").Append(segment);
        }

        return path.Length > 0 ? path.ToString() : throw Unsafe(name, "nothing is left of it as a file name");
    }

    /// <summary>Whether a name is absolute on any kind of system: it begins at a root, a server or a drive.</summary>
    internal static bool IsAbsolute(string name) =>
        name.StartsWith('/') || IsWindowsPath(name) || IsDrive(name.Split('/')[0]);

    private static void Check(string name, string segment, bool forWindows)
    {
        if (segment == "..")
        {
            throw Unsafe(name, "'..' leads out of the target folder");
        }

        if (segment.Any(char.IsControl))
        {
            throw Unsafe(name, "it has control characters");
        }

        if (forWindows && WindowsName.WhyRefused(segment) is { } why)
        {
            throw Unsafe(name, why);
        }
    }

    /// <summary>
    /// <c>C:\a</c>, <c>\\server\share\a</c>: backslashes are separators in these even where they may stand in names.
    /// </summary>
    private static bool IsWindowsPath(string name) =>
        name.StartsWith(@"\\", StringComparison.Ordinal) || (name.Length >= 3 && IsDrive(name[..2]) && name[2] == '\\');

    private static bool IsDrive(string segment) =>
        segment.Length == 2 && char.IsAsciiLetter(segment[0]) && segment[1] == ':';

    /// <summary>Refuses a path through a link or junction: it could lead anywhere.</summary>
    private static void RefuseLinks(string root, string relative, string name)
    {
        string path = root;
        string[] segments = relative.Split('/');
        for (int i = 0; i < segments.Length - 1; i++)
        {
            path = Path.Join(path, segments[i]);
            var folder = new DirectoryInfo(path);
            if (folder.LinkTarget is { } leadsTo)
            {
                throw new GlacierInputException(
                    "LinkInPath",
                    $"'{Shown(name)}' would be written through the link '{path}', which leads to '{leadsTo}'. "
                        + "Remove the link or choose another target folder."
                );
            }

            if (!folder.Exists)
            {
                return;
            }
        }
    }

    private static GlacierInputException Unsafe(string name, string why) =>
        new(
            "UnsafeName",
            $"The archive's name '{Shown(name)}' cannot be used as a path: {why}. Give a target file of your own "
                + "for this archive."
        );

    private static string Shown(string name)
    {
        string clean = string.Concat(name.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return clean.Length > 200 ? clean[..200] + "..." : clean;
    }
}
