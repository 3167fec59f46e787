using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Storage;

public sealed class FileLockTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void One_holds_it_and_leaves_nothing()
    {
        string path = _temp.File("x.lock");
        using (FileLock? first = FileLock.TryTake(path))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(path));
            Assert.True(FileLock.IsTaken(path));
        }

        Assert.False(FileLock.IsTaken(path));
        Assert.Empty(Directory.GetFiles(_temp.Path));
        using FileLock? second = FileLock.TryTake(path);
        Assert.NotNull(second);
    }

    [Fact]
    public void W08_Who_comes_while_it_is_let_go_of_gets_it_or_not_and_never_an_error()
    {
        string path = _temp.File("x.lock");
        int held = 0;
        int taken = 0;
        Parallel.For(
            0,
            4,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            _ =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    using FileLock? mine = FileLock.TryTake(path);
                    if (mine is not null)
                    {
                        Assert.Equal(1, Interlocked.Increment(ref held));
                        Interlocked.Increment(ref taken);
                        Interlocked.Decrement(ref held);
                    }
                }
            }
        );

        Assert.InRange(taken, 1, 8000);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_lock_of_another() =>
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryTake(Path.Combine(_temp.Path, "no", "x.lock")));
}
