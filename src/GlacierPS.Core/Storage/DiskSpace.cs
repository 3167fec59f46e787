using System.Runtime.InteropServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Storage;

/// <summary>What the systems say when there is no room left on a disk, and what the user is told.</summary>
public static class DiskSpace
{
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL; errno ENOSPC and EDQUOT as .NET hands them on.
    internal static readonly int[] OnWindows = [unchecked((int)0x80070070), unchecked((int)0x80070027)];
    internal static readonly int[] OnMacOS = [28, 69];
    internal static readonly int[] OnLinux = [28, 122];

    private static readonly int[] s_numbers =
        OperatingSystem.IsWindows() ? OnWindows
        : OperatingSystem.IsMacOS() ? OnMacOS
        : OnLinux;

    /// <summary>Whether a full disk or a used-up quota is the reason of an error.</summary>
    public static bool IsExhausted(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Array.IndexOf(s_numbers, error.HResult) >= 0;
    }

    /// <summary>The error for a file that cannot be written in full.</summary>
    /// <param name="target">The file.</param>
    /// <param name="needed">Bytes that are still to be written.</param>
    /// <param name="kept">Bytes of it that are there and stay.</param>
    /// <param name="cause">The system's error; null if nothing was written yet.</param>
    public static GlacierTransferException Error(string target, long needed, long kept, IOException? cause = null)
    {
        string folder = Path.GetDirectoryName(target)!;
        string free = FreeBytes(folder) is { } bytes ? $", and the disk has {Digits.Of(bytes)} free" : "";
        string stays = kept > 0 ? $"; what is there already is kept, {Quantity.Of(kept, "byte")}" : "";
        return new GlacierTransferException(
            "DiskFull",
            $"There is no room for '{Path.GetFileName(target)}' in '{folder}': it needs "
                + $"{Quantity.Of(needed, "byte")}{free}. Make room, or choose another folder, and call again{stays}.",
            cause
        );
    }

    /// <summary>Bytes that may still be written below a folder; null if the system does not say.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            // DriveInfo knows of drives alone on Windows: of a disk that is mounted as a folder it gives the drive
            // above.
            return OperatingSystem.IsWindows()
                ? GetDiskFreeSpaceEx(folder, out long bytes, 0, 0)
                    ? bytes
                    : null
                : new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    [DllImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetDiskFreeSpaceEx(string folder, out long free, nint total, nint allFree);
}
