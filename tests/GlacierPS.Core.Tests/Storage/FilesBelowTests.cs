using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Storage;

public sealed class FilesBelowTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static bool IsWindows => OperatingSystem.IsWindows();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FileAttributes.ReparsePoint | FileAttributes.Archive, null, false)]
    [InlineData(FileAttributes.ReparsePoint | FileAttributes.Directory, null, false)]
    [InlineData(FileAttributes.ReparsePoint, "elsewhere", true)]
    [InlineData(FileAttributes.Archive, "elsewhere", false)]
    public void W01_A_link_is_a_reparse_point_that_leads_somewhere(
        FileAttributes attributes,
        string? target,
        bool isLink
    ) => Assert.Equal(isLink, FilesBelow.IsLink(attributes, () => target));

    [Fact(Skip = "Making a link needs a right that not every user has.", SkipWhen = nameof(IsWindows))]
    public void Links_are_neither_given_nor_followed_and_hidden_files_are_given()
    {
        string inside = Directory.CreateDirectory(_folder.File("in/deep")).FullName;
        string elsewhere = Directory.CreateDirectory(_folder.File("elsewhere")).FullName;
        File.WriteAllText(Path.Join(inside, ".hidden.txt"), "1");
        File.WriteAllText(Path.Join(inside, "a.TXT"), "1");
        File.WriteAllText(Path.Join(elsewhere, "b.txt"), "1");
        File.CreateSymbolicLink(Path.Join(inside, "file.txt"), Path.Join(elsewhere, "b.txt"));
        Directory.CreateSymbolicLink(Path.Join(inside, "folder"), elsewhere);

        string[] found = [.. FilesBelow.Of(_folder.File("in"), ".txt")];

        Assert.Equal([Path.Join(inside, ".hidden.txt")], found);
        Assert.Equal(2, FilesBelow.Of(_folder.File("in")).Count());
    }

    [Fact(Skip = "Windows has no such modes.", SkipWhen = nameof(IsWindows))]
    public void A_folder_that_may_not_be_read_is_an_error_unless_it_counts_as_empty()
    {
        string locked = Directory.CreateDirectory(_folder.File("in/locked")).FullName;
        File.WriteAllText(_folder.File("in/a"), "1");
        SetMode(locked, UnixFileMode.None);
        try
        {
            Assert.SkipWhen(CanList(locked), "this user may read everything");
            Assert.Throws<UnauthorizedAccessException>(() => FilesBelow.Of(_folder.File("in")).Count());
            Assert.Single(FilesBelow.Of(_folder.File("in"), skipsUnreadable: true));
        }
        finally
        {
            SetMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void SetMode(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    private static bool CanList(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length >= 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
