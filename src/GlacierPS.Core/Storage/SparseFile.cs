using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Files that are not written from their beginning to their end. NTFS fills what lies before a write with zeros, on the
/// disk and before the write returns, unless a file is marked; elsewhere such stretches cost nothing by themselves.
/// </summary>
internal static class SparseFile
{
    private const uint SetSparse = 0x900C4;

    /// <summary>Marks an empty file so that a write far behind its end costs no more than its own bytes.</summary>
    /// <returns>
    /// Whether that holds now. It does not where the file system, such as FAT, has no such files: they are slower then,
    /// and no less right.
    /// </returns>
    public static bool TryMark(SafeFileHandle file) =>
        !OperatingSystem.IsWindows() || DeviceIoControl(file, SetSparse, 0, 0, 0, 0, out _, 0);

    [DllImport("kernel32", EntryPoint = "DeviceIoControl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DeviceIoControl(
        SafeFileHandle file,
        uint code,
        nint input,
        uint inputLength,
        nint output,
        uint outputLength,
        out uint returned,
        nint overlapped
    );
}
