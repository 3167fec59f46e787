using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>The name under which a local file goes into a vault.</summary>
public static class LocalName
{
    /// <summary>A file's path relative to a base folder, <c>/</c> between its folders on every system.</summary>
    /// <param name="baseFolder">The folder that names begin below.</param>
    /// <param name="file">The file; relative paths count from the current folder.</param>
    /// <exception cref="GlacierInputException">The file is not below the folder.</exception>
    public static string Of(string baseFolder, string file)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(baseFolder), Path.GetFullPath(file));
        string name =
            Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
        if (Path.IsPathRooted(relative) || name is "." or ".." || name.StartsWith("../", StringComparison.Ordinal))
        {
            throw new GlacierInputException(
                "NotBelowFolder",
                $"'{file}' is not below '{baseFolder}', so that it has no name relative to it. Choose a base "
                    + "folder above it."
            );
        }

        return name;
    }
}
