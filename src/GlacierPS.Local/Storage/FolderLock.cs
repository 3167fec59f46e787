using System.Diagnostics;
using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Keeps a data folder to one process: a file that is open and not shared. The system lets go of it when the process
/// ends, however it ends, so that no stale lock is left behind.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a data folder, waiting a while for another process to let go of it.</summary>
    /// <exception cref="GlacierInputException">The folder cannot be used, or is still taken after the wait.</exception>
    public static async Task<FolderLock> TakeAsync(
        StoreLayout layout,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (Path.GetDirectoryName(layout.Root) is { } above)
                {
                    DurableFile.CreateFolder(above);
                }

                OwnFiles.CreateFolder(layout.Root);
                var file = new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                NameOwner(layout);
                return new FolderLock(file);
            }
            catch (IOException exception) when (FileLock.IsHeldByAnother(exception))
            {
                if (Stopwatch.GetElapsedTime(start) >= wait)
                {
                    throw new GlacierInputException(
                        "StoreInUse",
                        $"The data folder '{layout.Root}' is in use by {OwnerOf(layout)}. Close that one first, or use "
                            + "another folder.",
                        exception
                    );
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new GlacierInputException(
                    "StoreNotUsable",
                    $"The data folder '{layout.Root}' cannot be used: {exception.Message} Choose a folder that "
                        + "you may write to.",
                    exception
                );
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void NameOwner(StoreLayout layout)
    {
        try
        {
            File.WriteAllText(
                layout.Owner,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} ({Path.GetFileNameWithoutExtension(Environment.ProcessPath)})"
                )
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep anyone from what is on it, nor who reads this file.
        }
    }

    private static string OwnerOf(StoreLayout layout)
    {
        try
        {
            return File.ReadAllText(layout.Owner);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
