using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Storage;

public sealed class OwnFilesTests
{
    // ERROR_SHARING_VIOLATION, EWOULDBLOCK.
    private static readonly int s_held = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11;

    [Fact]
    public void W03_A_file_that_another_holds_for_a_moment_is_waited_for()
    {
        int tries = 0;
        OwnFiles.Retry(() =>
        {
            if (++tries < 4)
            {
                throw new IOException("held", s_held);
            }
        });

        Assert.Equal(4, tries);
    }

    [Fact]
    public void W03_One_that_is_held_for_longer_is_an_error_after_a_second()
    {
        long begun = Environment.TickCount64;

        Assert.Throws<IOException>(() => OwnFiles.Retry(() => throw new IOException("held", s_held)));

        Assert.InRange(Environment.TickCount64 - begun, 900, 20_000);
    }

    [Fact]
    public void Another_error_is_told_at_once()
    {
        int tries = 0;

        Assert.Throws<IOException>(() =>
            OwnFiles.Retry(() =>
            {
                tries++;
                throw new IOException("the disk is broken");
            })
        );

        Assert.Equal(1, tries);
    }
}
