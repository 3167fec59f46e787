using System.Diagnostics;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Files that only this user is to read, such as journals with names of files and vaults, and what is done with them
/// while scanners and indexers look at them too.
/// </summary>
public static class OwnFiles
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Makes a folder, and those above it, durable and for this user alone (0700 on Unix); below the user's profile
    /// Windows gives them to the user alone anyhow. One that is there stays as it is.
    /// </summary>
    /// <exception cref="IOException">It cannot be made, or flushed.</exception>
    public static void CreateFolder(string path) =>
        DurableFile.CreateFolder(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Opens a file to read and write, or makes it for this user alone (0600 on Unix).</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="options">Whether it goes when it is closed.</param>
    public static FileStream Open(string path, FileShare share, FileOptions options = FileOptions.None)
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            Options = options,

            // Nothing waits in a buffer that a full disk could make closing the file fail.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, how);
    }

    /// <summary>
    /// Deletes, renames or changes a file, again for a second where another program, such as a virus scanner, holds it
    /// at that moment.
    /// </summary>
    /// <exception cref="IOException">It still does after a second, or there is another reason.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Retry(Action change)
    {
        ArgumentNullException.ThrowIfNull(change);
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                change();
                return;
            }
            catch (Exception error) when (IsHeld(error) && Stopwatch.GetElapsedTime(begun) < Longest)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Deletes a file that is no more needed, as <see cref="Retry"/> does.</summary>
    /// <returns>Why it is still there; null if it is not.</returns>
    public static Exception? TryDelete(string path)
    {
        try
        {
            Retry(() => File.Delete(path));
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    /// <summary>On Unix nobody is kept from deleting or renaming by who has a file open.</summary>
    private static bool IsHeld(Exception error) =>
        (OperatingSystem.IsWindows() && error is UnauthorizedAccessException)
        || (error is IOException held && FileLock.IsHeldByAnother(held));
}
