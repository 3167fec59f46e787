using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// What .NET does not tell of a file: which one it is, of which kind, and when the system last changed anything of it,
/// which no program can put back. Linux (statx), and the time on Windows; elsewhere nothing is known.
/// </summary>
/// <param name="Device">The file system; 0 on Windows.</param>
/// <param name="Inode">The file's number there; 0 on Windows.</param>
/// <param name="ChangeTime">Time of the last change of content, name, links or rights (ctime, ChangeTime), in units of
/// the system's own.</param>
/// <param name="IsRegular">Whether it holds bytes: no folder, link, pipe, socket or device.</param>
internal readonly record struct FileState(long Device, long Inode, Int128 ChangeTime, bool IsRegular)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeInodeChangeTime = 0x1 | 0x100 | 0x80;
    private const int FileBasicInfo = 0;

    /// <summary>The state of an open file; null if the system does not tell.</summary>
    public static FileState? Of(SafeFileHandle handle) =>
        OperatingSystem.IsLinux() ? Ask((int)handle.DangerousGetHandle(), "", EmptyPath)
        : OperatingSystem.IsWindows() ? AskWindows(handle)
        : null;

    /// <summary>The state of what lies at a path; null if nothing does, or the system does not tell.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLink">Whether a link at its end is followed.</param>
    public static FileState? At(string path, bool followLink) =>
        OperatingSystem.IsLinux() ? Ask(CurrentFolder, path, followLink ? 0 : NoFollow) : null;

    /// <summary>
    /// Whether a path, a link at its end not followed, is the open file; true where the system does not tell.
    /// </summary>
    public static bool IsAt(string path, SafeFileHandle handle) =>
        Of(handle) is not { Inode: not 0 } open
        || (At(path, followLink: false) is { } there && (there.Device, there.Inode) == (open.Device, open.Inode));

    private static FileState? Ask(int folder, string path, int flags)
    {
        Span<byte> found = stackalloc byte[256];
        try
        {
            if (StatX(folder, path, flags, TypeInodeChangeTime, ref MemoryMarshal.GetReference(found)) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Before glibc 2.28.
            return null;
        }

        // struct statx of linux/stat.h, the same on every processor; all of .NET's are little-endian but one.
        long Number(Span<byte> bytes, int at) => MemoryMarshal.Read<long>(bytes[at..]);
        uint Small(Span<byte> bytes, int at) => MemoryMarshal.Read<uint>(bytes[at..]);
        int mode = MemoryMarshal.Read<ushort>(found[28..]);
        return new FileState(
            ((long)Small(found, 136) << 32) | Small(found, 140),
            Number(found, 32),
            ((Int128)Number(found, 96) * 1_000_000_000) + Small(found, 104),
            (mode & 0xF000) == 0x8000
        );
    }

    private static FileState? AskWindows(SafeFileHandle handle)
    {
        Span<byte> found = stackalloc byte[40];
        return GetFileInformationByHandleEx(
            handle,
            FileBasicInfo,
            ref MemoryMarshal.GetReference(found),
            (uint)found.Length
        )
            ? new FileState(0, 0, BinaryPrimitives.ReadInt64LittleEndian(found[24..]), IsRegular: true)
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        ref byte found
    );

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandleEx(
        SafeFileHandle handle,
        int kind,
        ref byte found,
        uint length
    );
}
