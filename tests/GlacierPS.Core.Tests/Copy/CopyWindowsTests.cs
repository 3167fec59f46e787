using GlacierPS.Core.Copy;

namespace GlacierPS.Core.Tests.Copy;

public sealed class CopyWindowsTests
{
    private static readonly DateTime s_first = new(2012, 8, 21, 0, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void Windows_are_full_follow_each_other_and_have_every_archive_once()
    {
        var random = new Random(1);
        (DateTime Created, long Size)[] archives =
        [
            .. Enumerable
                .Range(0, 20_000)
                .Select(_ => (s_first.AddMinutes(random.Next(0, 500_000)), (long)random.Next(1, 1000))),
        ];
        IReadOnlyList<CopyWindow> windows = CopyWindows.Cut(() => archives, 100, 40_000);
        Assert.Equal(archives.Length, windows.Sum(window => window.Archives));
        Assert.Equal(archives.Sum(archive => archive.Size), windows.Sum(window => window.SizeInBytes));
        Assert.All(windows, window => Assert.True(window is { Archives: <= 100, SizeInBytes: <= 40_000 }));
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.Until <= pair.Second.From));
        Assert.All(
            windows.Take(10),
            window =>
                Assert.Equal(
                    window.Archives,
                    archives.Count(archive => archive.Created >= window.From && archive.Created < window.Until)
                )
        );
        Assert.True(windows.Count < 20_000 / 100 * 2);
    }

    [Fact]
    public void An_hour_with_too_many_is_cut_by_seconds()
    {
        (DateTime, long)[] archives = [.. Enumerable.Range(0, 1000).Select(i => (s_first.AddSeconds(i), 1L))];
        IReadOnlyList<CopyWindow> windows = CopyWindows.Cut(() => archives, 100);
        Assert.Equal(Enumerable.Repeat(100L, 10), windows.Select(window => window.Archives));
    }

    [Fact]
    public void An_archive_of_any_size_has_a_window() =>
        Assert.Equal(
            [1L, 1L],
            CopyWindows.Cut(() => [(s_first, 1L << 45), (s_first.AddDays(1), 1L)]).Select(window => window.Archives)
        );

    [Fact]
    public void A_vault_without_archives_has_none() => Assert.Empty(CopyWindows.Cut(() => []));
}
