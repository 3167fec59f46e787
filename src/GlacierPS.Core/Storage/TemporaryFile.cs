namespace GlacierPS.Core.Storage;

/// <summary>A file for what does not fit into memory, for this user alone, which the system removes when it is
/// closed.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes one, under a name that no other has.</summary>
    /// <param name="folder">Where; it has to be there.</param>
    /// <param name="kind">What it holds, for its name: letters.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static FileStream Create(string folder, string kind)
    {
        string path = Path.Join(folder, $"glacier-{Guid.NewGuid():N}.{kind}");
        FileStream file = OwnFiles.Open(path, FileShare.None, FileOptions.DeleteOnClose);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Windows removes it even if the process is killed; elsewhere a file may lose its name while it is
                // open.
                File.Delete(path);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
