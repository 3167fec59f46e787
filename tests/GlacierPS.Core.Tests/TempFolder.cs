namespace GlacierPS.Core.Tests;

/// <summary>A folder of a test's own, gone when the test is.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("glacier-core-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Makes a symbolic link to a file or a folder, or to nothing. Windows lets only some people make one, and Wine nobody:
    /// there the test is skipped.
    /// </summary>
    public static void Link(string path, string target)
    {
        try
        {
            _ = Directory.Exists(target)
                ? Directory.CreateSymbolicLink(path, target)
                : System.IO.File.CreateSymbolicLink(path, target);
        }
        catch (IOException error) when (OperatingSystem.IsWindows())
        {
            Assert.Skip("A symbolic link cannot be made here: " + error.Message);
        }

        Assert.SkipWhen(
            OperatingSystem.IsWindows() && new FileInfo(path).LinkTarget is null,
            "A symbolic link cannot be made here: the system made none and said nothing."
        );
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
