using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Expansion;

/// <summary>
/// A folder beside the targets that holds what comes out of a packed file until all of it is there and proven, and that
/// goes with everything in it when it is disposed of. One that a killed run has left is removed by the next.
/// </summary>
internal sealed class ExpansionFolder : IDisposable
{
    private const string MarkName = "what-is-this.txt";

    private readonly FileStream _mark;
    private readonly string _path;

    private ExpansionFolder(string path, FileStream mark) => (_path, _mark) = (path, mark);

    /// <summary>Full path of the folder for files, which is empty at first.</summary>
    public string Files => Path.Join(_path, "files");

    /// <summary>Makes one, and the folder above it if that is missing.</summary>
    /// <param name="parent">The folder that the files go to when they are whole.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static ExpansionFolder Create(string parent)
    {
        Directory.CreateDirectory(parent);
        Sweep(parent);
        string path = Path.Join(parent, $"{Guid.NewGuid():N}{OwnNames.Expanding}");
        OwnFiles.CreateFolder(path);
        FileStream mark = OwnFiles.Open(Path.Join(path, MarkName), FileShare.None);
        var folder = new ExpansionFolder(path, mark);
        try
        {
            mark.Write(
                "Expand-GlacierArchive keeps here what is not yet complete. If it was killed, delete this folder, or "u8
            );
            mark.Write("run it again: it deletes the folder itself.\n"u8);
            mark.Flush();
            Directory.CreateDirectory(folder.Files);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mark.Dispose();
        TryRemove(_path);
    }

    /// <summary>Removes what runs have left that are no more: their marks are held by nobody.</summary>
    private static void Sweep(string parent)
    {
        foreach (string path in Directory.EnumerateDirectories(parent, "*" + OwnNames.Expanding))
        {
            try
            {
                if (new DirectoryInfo(path).LinkTarget is null)
                {
                    using (
                        new FileStream(Path.Join(path, MarkName), FileMode.Open, FileAccess.ReadWrite, FileShare.None)
                    )
                    {
                        // Held by nobody.
                    }

                    TryRemove(path);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another's, or one that is at work.
            }
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            // Links in it would be removed, not followed; there are none.
            OwnFiles.Retry(() => Directory.Delete(path, recursive: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next run removes it.
        }
    }
}
