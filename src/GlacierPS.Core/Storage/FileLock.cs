using System.Diagnostics;

namespace GlacierPS.Core.Storage;

/// <summary>
/// One holder at a time, of all processes and within them: an open file that no other may open. The system lets go of
/// it when the process ends, however it ends. It is a file of its own beside what it is for, since on Unix a file that
/// is held so could not be read meanwhile.
/// </summary>
public sealed class FileLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS; ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static readonly int[] s_heldByAnother = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070020), unchecked((int)0x80070021)]
        : [OperatingSystem.IsLinux() ? 11 : 35];

    private static readonly TimeSpan LettingGo = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;
    private readonly string _path;

    private FileLock(FileStream file, string path) => (_file, _path) = (file, path);

    /// <summary>Takes a lock, which leaves no file when it is let go of.</summary>
    /// <param name="path">The lock's own file, in a folder that is there.</param>
    /// <returns>Null if another holds it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static FileLock? TryTake(string path)
    {
        for (long begun = Stopwatch.GetTimestamp(); ; )
        {
            try
            {
                FileStream file = OwnFiles.Open(
                    path,
                    FileShare.None,
                    OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None
                );
                if (FileState.IsAt(path, file.SafeFileHandle))
                {
                    return new FileLock(file, path);
                }

                // Opened before its holder deleted it: another may hold the next file of that name.
                file.Dispose();
            }
            catch (IOException error) when (IsHeldByAnother(error))
            {
                return null;
            }
            catch (UnauthorizedAccessException)
                when (OperatingSystem.IsWindows() && Stopwatch.GetElapsedTime(begun) < LettingGo)
            {
                // Windows is about to delete it, since its holder is letting go of it, or we may not write here. To ask
                // now which of them it was would come too late: it shows when this is tried again.
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Whether another holds it. Takes nothing, and makes no file.</summary>
    public static bool IsTaken(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException error)
        {
            return IsHeldByAnother(error);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether an error says that another has the file open.</summary>
    public static bool IsHeldByAnother(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Array.IndexOf(s_heldByAnother, error.HResult) >= 0;
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            // Only where who takes it can tell that the file at the path is another one by now.
            OwnFiles.TryDelete(_path);
        }

        _file.Dispose();
    }
}
