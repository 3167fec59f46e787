namespace GlacierPS.Layers.Tests;

/// <summary>The C# files of the repository, as they stand in the working tree.</summary>
internal static class Sources
{
    /// <summary>The repository's root: the folder above this program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The paths of the C# files below a folder of the root, with '/', without what the build made.</summary>
    public static IEnumerable<string> Below(params string[] folders) =>
        from folder in folders
        from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
        orderby relative
        select relative;

    /// <summary>The lines of one of these files.</summary>
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Fails with all that was found, a line each.</summary>
    public static void AssertNone(IEnumerable<string> found)
    {
        string[] lines = [.. found];
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    private static string FindRoot()
    {
        for (
            string? folder = AppContext.BaseDirectory;
            folder is not null;
            folder = Path.GetDirectoryName(folder.TrimEnd('/', '\\'))
        )
        {
            if (File.Exists(Path.Combine(folder, "GlacierPS.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"There is no GlacierPS.sln above {AppContext.BaseDirectory}.");
    }
}
