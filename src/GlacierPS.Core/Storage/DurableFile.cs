using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Flushes files and folders to the disk, and throws where the system says that it failed. .NET's own
/// <c>FileStream.Flush(true)</c> and <c>RandomAccess.FlushToDisk</c> return normally when fsync fails with EIO or
/// ENOSPC (seen with .NET 10.0.12): what was reported as stored would be lost.
/// </summary>
public static class DurableFile
{
    // errno, the same on Linux and macOS except for ENOTSUP.
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int ReadOnlyFileSystem = 30;
    private static readonly int s_notSupported = OperatingSystem.IsMacOS() ? 45 : 95;

    // fcntl.h of macOS: its fsync leaves data in the drive's cache, F_FULLFSYNC does not.
    private const int FullFsync = 51;

    private const int OpenReadOnly = 0;
    private static readonly int s_closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Returns when all that was written to a file would outlive a power cut.</summary>
    /// <param name="file">The file, opened for writing (Windows flushes no other).</param>
    /// <param name="path">Its path, for the error.</param>
    /// <exception cref="FlushFailedException">
    /// The system reports that it failed. The pages count as written afterwards, so a second flush that succeeds proves
    /// nothing: the file has to be written again.
    /// </exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!OperatingSystem.IsWindows())
        {
            Flush((SafeHandle)file, path);
        }
        else if (!FlushFileBuffers(file))
        {
            throw new FlushFailedException(path, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Writes what a stream still buffers, and flushes its file.</summary>
    /// <exception cref="FlushFailedException">As with <see cref="Flush(SafeFileHandle, string)"/>.</exception>
    public static void Flush(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Flush();
        Flush(file.SafeFileHandle, file.Name);
    }

    /// <summary>
    /// Returns when the names in a folder would outlive a power cut: on POSIX systems those of files that were created,
    /// renamed or removed do so only then. Does nothing on Windows, whose file systems journal names.
    /// </summary>
    /// <exception cref="FlushFailedException">The folder cannot be opened, or the flush failed.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor;
        do
        {
            descriptor = Open(folder, OpenReadOnly | s_closeOnExec);
        } while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (descriptor < 0)
        {
            throw new FlushFailedException(folder, Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Flush((SafeHandle)handle, folder);
    }

    /// <summary>Makes a folder and those above it that are missing, each of them durable.</summary>
    /// <param name="folder">The folder; one that is there stays as it is.</param>
    /// <param name="mode">What may be done with those that are made, on Unix; null is as the user has it.</param>
    /// <exception cref="FlushFailedException">As with <see cref="FlushFolder"/>.</exception>
    /// <exception cref="IOException">A folder cannot be made.</exception>
    public static void CreateFolder(string folder, UnixFileMode? mode = null)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null)
        {
            CreateFolder(parent, mode);
        }

        if (mode is { } asked && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, asked);
        }
        else
        {
            Directory.CreateDirectory(folder);
        }

        if (parent is not null)
        {
            FlushFolder(parent);
        }
    }

    /// <summary>
    /// Renames a file within one file system, and returns when the new name would outlive a power cut. The file's
    /// content has to be flushed before: otherwise a name may last whose file is empty.
    /// </summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Its new path.</param>
    /// <param name="overwrite">Whether it replaces a file that has this path.</param>
    /// <exception cref="FlushFailedException">
    /// The file was renamed, but the name may be lost with the next power cut.
    /// </exception>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public static void Rename(string source, string target, bool overwrite = false)
    {
        File.Move(source, target, overwrite);
        string from = Path.GetDirectoryName(Path.GetFullPath(source))!;
        string to = Path.GetDirectoryName(Path.GetFullPath(target))!;
        FlushFolder(to);
        if (from != to)
        {
            FlushFolder(from);
        }
    }

    private static void Flush(SafeHandle handle, string path)
    {
        if (OperatingSystem.IsMacOS() && FileControl(handle, FullFsync) == 0)
        {
            return;
        }

        while (Posix.Fsync(handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == InvalidArgument || error == ReadOnlyFileSystem || error == s_notSupported)
            {
                // Nothing failed: this kind of file or file system has no such operation (fsync(2), "EROFS, EINVAL").
                return;
            }

            if (error != Interrupted)
            {
                throw new FlushFailedException(path, error);
            }
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(SafeHandle descriptor, int command);

    [DllImport("kernel32", EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool FlushFileBuffers(SafeFileHandle file);

    /// <summary>
    /// fsync as the whole process has it, not as the C library does: one that was loaded before (LD_PRELOAD), such as
    /// libeatmydata or a library that makes faults, is used by us as it is by .NET.
    /// </summary>
    private static class Posix
    {
        public static readonly FsyncFunction Fsync = Marshal.GetDelegateForFunctionPointer<FsyncFunction>(
            NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "fsync")
        );

        [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
        public delegate int FsyncFunction(SafeHandle descriptor);
    }
}

/// <summary>
/// What was written could not be flushed to the disk. <see cref="Exception.HResult"/> is the system's number as .NET
/// has it in every IOException: errno, or the HRESULT of a Win32 error.
/// </summary>
public sealed class FlushFailedException : IOException
{
    /// <summary>The error as a test of a script makes it.</summary>
    public FlushFailedException(string message)
        : base(message) { }

    internal FlushFailedException(string path, int error)
        : base(
            $"'{path}' could not be flushed to the disk: {new Win32Exception(error).Message} (error {error}). What was "
                + "written there last may be lost: see that the disk is in order and has room, and write it again.",
            OperatingSystem.IsWindows() ? unchecked((int)0x80070000) | error : error
        ) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; } = "";
}
