using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Writes a large file past the page cache, from an <see cref="AlignedBuffer"/> to the disk (O_DIRECT). Archives are
/// hardly ever read soon after: copies of gigabytes of them in the page cache would cost more than half as much
/// processor time as hashing them, and push everything else out. Linux only; where a file system cannot do it, the file
/// is written as any other.
/// </summary>
public static class DirectIO
{
    /// <summary>
    /// Addresses, lengths and offsets must be multiples of this: the block size of every common disk.
    /// </summary>
    public const int Alignment = 4096;

    private const int GetFlags = 3;
    private const int SetFlags = 4;

    // asm/fcntl.h differs between machines.
    private static readonly int DirectFlag = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    /// <summary>
    /// Switches a file over, for writing only: what is read from it now would have to be aligned as well.
    /// </summary>
    /// <returns>Whether it was.</returns>
    public static bool TryBegin(SafeFileHandle handle) =>
        OperatingSystem.IsLinux() && DirectFlag != 0 && TrySet(handle, flags => flags | DirectFlag);

    /// <summary>Switches a file back, for what does not fill a block.</summary>
    public static void End(SafeFileHandle handle) => TrySet(handle, flags => flags & ~DirectFlag);

    private static bool TrySet(SafeFileHandle handle, Func<int, int> change)
    {
        int descriptor = (int)handle.DangerousGetHandle();
        int flags = FileControl(descriptor, GetFlags, 0);
        return flags >= 0 && FileControl(descriptor, SetFlags, change(flags)) >= 0;
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(int descriptor, int command, nint argument);
}
