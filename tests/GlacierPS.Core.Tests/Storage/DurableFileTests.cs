using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Storage;

public sealed class DurableFileTests : IDisposable
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;
    private const int InvalidArgument = 22;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FailingFsyncFact]
    public void A_failed_fsync_of_a_file_is_thrown_with_its_number_and_path()
    {
        using var system = new FailingFsync();
        string path = _folder.File("a");

        foreach (int error in new[] { InputOutputError, NoSpace })
        {
            string said = system.Run(path, error, 0, "write", path);
            Assert.StartsWith($"{error} {path} '{path}' could not be flushed to the disk: ", said);
            Assert.Contains(error == NoSpace ? "No space left on device" : "Input/output error", said);
        }

        Assert.Equal("done", system.Run(_folder.File("another"), InputOutputError, 0, "write", path));
    }

    [FailingFsyncFact]
    public void A_flush_that_was_interrupted_is_repeated()
    {
        using var system = new FailingFsync();
        string path = _folder.File("a");

        Assert.Equal("done", system.Run(path, 0, 3, "write", path));
        Assert.StartsWith($"{InputOutputError} {path}", system.Run(path, InputOutputError, 3, "write", path));
    }

    [FailingFsyncFact]
    public void A_file_system_without_a_flush_is_no_failure()
    {
        using var system = new FailingFsync();
        string path = _folder.File("a");

        Assert.Equal("done", system.Run(path, InvalidArgument, 0, "write", path));
    }

    [FailingFsyncFact]
    public void A_failed_fsync_of_the_folder_is_thrown_by_a_rename()
    {
        using var system = new FailingFsync();
        string source = _folder.File("a");
        string folder = Directory.CreateDirectory(_folder.File("sub")).FullName;
        string target = Path.Combine(folder, "b");

        File.WriteAllText(source, "new");
        File.WriteAllText(target, "old");
        Assert.StartsWith(
            $"{InputOutputError} {folder} ",
            system.Run(folder, InputOutputError, 0, "rename", source, target)
        );
        Assert.Equal("new", File.ReadAllText(target));

        // The folder that it left counts as well: the old name could be back after a power cut.
        File.WriteAllText(source, "newer");
        Assert.StartsWith($"{NoSpace} {_folder.Path} ", system.Run(_folder.Path, NoSpace, 0, "rename", source, target));
    }

    [FailingFsyncFact]
    public void A_failed_fsync_of_the_folder_above_is_thrown_by_the_making_of_a_folder()
    {
        using var system = new FailingFsync();
        string above = _folder.File("one");

        Assert.StartsWith(
            $"{InputOutputError} {above} ",
            system.Run(above, InputOutputError, 0, "create-folder", Path.Combine(above, "two"))
        );
    }

    [Fact]
    public void What_is_written_renamed_and_made_is_there()
    {
        string folder = Path.Combine(_folder.Path, "one", "two");
        DurableFile.CreateFolder(folder);
        DurableFile.CreateFolder(folder);
        string source = Path.Combine(folder, "a");
        using (FileStream file = File.Create(source))
        {
            file.Write("abc"u8);
            DurableFile.Flush(file);
        }

        DurableFile.Rename(source, _folder.File("b"));
        Assert.Equal("abc", File.ReadAllText(_folder.File("b")));
        Assert.False(File.Exists(source));

        File.WriteAllText(source, "other");
        Assert.Throws<IOException>(() => DurableFile.Rename(source, _folder.File("b")));
        Assert.Equal("abc", File.ReadAllText(_folder.File("b")));
        DurableFile.Rename(source, _folder.File("b"), overwrite: true);
        Assert.Equal("other", File.ReadAllText(_folder.File("b")));
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_flushed()
    {
        if (!OperatingSystem.IsWindows())
        {
            FlushFailedException error = Assert.Throws<FlushFailedException>(() =>
                DurableFile.FlushFolder(_folder.File("missing"))
            );
            Assert.Equal(_folder.File("missing"), error.Path);
        }
    }
}
