using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>What the systems say when there is no room left, and what we say to the user.</summary>
internal static class DiskFull
{
    // errno ENOSPC 28, EDQUOT 122 (69 on macOS) as .NET hands them on; ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    private static readonly int[] s_unix = OperatingSystem.IsMacOS() ? [28, 69] : [28, 122];
    private static readonly int[] s_windows = [unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool IsCauseOf(IOException error) =>
        Array.IndexOf(OperatingSystem.IsWindows() ? s_windows : s_unix, error.HResult) >= 0;

    /// <summary>The error for a file that cannot be written in full.</summary>
    /// <param name="target">The file.</param>
    /// <param name="needed">Bytes that are still to be written.</param>
    /// <param name="kept">Bytes of it that are there and stay.</param>
    /// <param name="cause">The system's error; null if it was not put to the test.</param>
    public static GlacierTransferException Error(string target, long needed, long kept, IOException? cause = null)
    {
        string folder = Path.GetDirectoryName(target)!;
        string free = FreeBytes(folder) is { } bytes ? $" and {bytes:N0} are free" : "";
        return new GlacierTransferException(
            "DiskFull",
            $"There is no room for '{Path.GetFileName(target)}' in '{folder}': {needed:N0} bytes are "
                + $"needed{free}. Make "
                + "room, or choose another folder, and call "
                + $"again{(kept > 0 ? $"; the {kept:N0} bytes that are there already are kept" : "")}.",
            cause
        );
    }

    /// <summary>Bytes that may still be written below a folder; null if the system does not say.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
