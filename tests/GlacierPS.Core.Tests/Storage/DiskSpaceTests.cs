using System.Text;
using GlacierPS.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Tests.Storage;

public sealed class DiskSpaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void W10_A_used_up_quota_has_another_number_on_macOS()
    {
        // errno.h: EDQUOT.
        Assert.Contains(69, DiskSpace.OnMacOS);
        Assert.DoesNotContain(122, DiskSpace.OnMacOS);
        Assert.Contains(122, DiskSpace.OnLinux);
        int quota =
            OperatingSystem.IsWindows() ? unchecked((int)0x80070070)
            : OperatingSystem.IsMacOS() ? 69
            : 122;
        Assert.True(DiskSpace.IsExhausted(new IOException("quota", quota)));
        Assert.False(DiskSpace.IsExhausted(new IOException("no such file", 2)));
    }

    [Fact]
    public void W09_Free_room_is_asked_of_the_folder_and_not_of_its_drive()
    {
        Assert.InRange(DiskSpace.FreeBytes(_folder.Path)!.Value, 1, long.MaxValue);
        if (OperatingSystem.IsWindows())
        {
            // A path that names no drive by a letter, as a disk has none that is mounted as a folder.
            Assert.InRange(DiskSpace.FreeBytes(@"\\?\" + _folder.Path)!.Value, 1, long.MaxValue);
            Assert.Null(DiskSpace.FreeBytes(_folder.File("missing")));
        }
    }

    [Fact]
    public void W09_A_write_far_behind_the_end_of_a_file_costs_its_own_bytes_alone()
    {
        using SafeFileHandle file = File.OpenHandle(
            _folder.File("sparse"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.Asynchronous
        );
        Assert.True(SparseFile.TryMark(file));
        long before = DiskSpace.FreeBytes(_folder.Path)!.Value;
        RandomAccess.Write(file, "end"u8, 1L << 32);
        var end = new byte[3];
        RandomAccess.Read(file, end, 1L << 32);

        Assert.Equal("end", Encoding.ASCII.GetString(end));
        Assert.InRange(before - DiskSpace.FreeBytes(_folder.Path)!.Value, long.MinValue, 1L << 31);
    }
}
