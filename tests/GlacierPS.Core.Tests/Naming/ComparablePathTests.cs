using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Tests.Naming;

public sealed class ComparablePathTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/a/B.txt", "/a/b.TXT", false, true, true)]
    [InlineData("/a/\u00E4.txt", "/a/a\u0308.txt", false, false, true)]
    [InlineData("/a/b.txt", "/a/c.txt", false, false, false)]
    public void W09_W10_Letter_case_and_on_macOS_the_form_make_no_other_path(
        string one,
        string other,
        bool onLinux,
        bool onWindows,
        bool onMacOS
    )
    {
        Assert.Equal(onLinux, Of(one, false, false) == Of(other, false, false));
        Assert.Equal(onWindows, Of(one, true, false) == Of(other, true, false));
        Assert.Equal(onMacOS, Of(one, true, true) == Of(other, true, true));
        bool here =
            OperatingSystem.IsLinux() ? onLinux
            : OperatingSystem.IsWindows() ? onWindows
            : onMacOS;
        Assert.Equal(here, ComparablePath.Of(one) == ComparablePath.Of(other));
        Assert.Equal(here, ComparablePath.Comparer.Equals(one, other));
    }

    [Fact]
    public void W09_A_path_in_another_letter_case_is_brought_to_that_of_the_disk()
    {
        string folder = Directory.CreateDirectory(_folder.File("Vaults")).CreateSubdirectory("Of Mine").FullName;
        string typed = Path.Combine(_folder.Path, "vAULTS", "of mine");

        Assert.Equal(folder, ComparablePath.AsOnDisk(typed, ignoresCase: true));
        Assert.Equal(folder, ComparablePath.AsOnDisk(folder, ignoresCase: true));
        Assert.Equal(
            Path.Combine(folder, "Not", "yet"),
            ComparablePath.AsOnDisk(Path.Combine(typed, "Not", "yet"), ignoresCase: true)
        );
        Assert.Equal(typed, ComparablePath.AsOnDisk(typed, ignoresCase: false));
        Assert.Equal(OperatingSystem.IsLinux() ? typed : folder, ComparablePath.AsOnDisk(typed));
    }

    private static string Of(string path, bool ignoresCase, bool ignoresForm) =>
        ComparablePath.Of(path, ignoresCase, ignoresForm);
}
