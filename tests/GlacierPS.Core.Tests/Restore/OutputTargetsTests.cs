using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Restore;

public sealed class OutputTargetsTests : IDisposable
{
    private static readonly DateTime Day = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A04_The_newest_archive_gets_the_name_in_whatever_order_they_come()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string oldest = await vault.SendAsync("one", "a.txt");
        vault.Service.Time.Advance(TimeSpan.FromDays(1));
        string newest = await vault.SendAsync("two!", "a.txt");
        string single = await vault.SendAsync("one", "b.txt");
        var older = OlderVersions.Read(vault.Catalog, default);
        Assert.NotNull(older.DateOf(oldest));
        Assert.Equal((null, null), (older.DateOf(newest), older.DateOf(single)));

        foreach (string[] order in new[] { new[] { oldest, newest }, [newest, oldest] })
        {
            var targets = new OutputTargets(_folder.Path);
            Dictionary<string, OutputTarget> assigned = [];
            foreach (string id in order)
            {
                assigned[id] = await targets.AssignAsync(
                    Item(id, "a.txt", id) with
                    {
                        CreationDate = older.DateOf(id),
                    },
                    default
                );
            }

            Assert.Equal(_folder.File("a.txt"), assigned[newest].Path);
            Assert.Null(assigned[newest].Reason);
            Assert.StartsWith(_folder.File($"a ({older.DateOf(oldest):yyyy-MM-dd HHmmss} "), assigned[oldest].Path);
            Assert.NotNull(assigned[oldest].Reason);
        }
    }

    [Fact]
    public async Task A04_The_same_content_under_the_same_name_is_downloaded_once()
    {
        var targets = new OutputTargets(_folder.Path);
        OutputTarget first = await targets.AssignAsync(Item("1", "a.txt", "hash"), default);
        Task<OutputTarget> second = targets.AssignAsync(Item("2", "a.txt", "hash"), default);
        await Task.Delay(20);
        Assert.False(second.IsCompleted);

        targets.End(first, saved: true);
        Assert.Equal((first.Path, "1"), ((await second).Path, (await second).SameAs));
    }

    [Fact]
    public async Task A04_The_next_one_is_downloaded_where_the_first_failed()
    {
        var targets = new OutputTargets(_folder.Path);
        OutputTarget first = await targets.AssignAsync(Item("1", "a.txt", "hash"), default);
        Task<OutputTarget> second = targets.AssignAsync(Item("2", "a.txt", "hash"), default);
        targets.End(first, saved: false);
        Assert.Equal((first.Path, null), ((await second).Path, (await second).SameAs));
    }

    [Fact]
    public async Task A04_Without_a_catalogue_both_are_kept_and_that_is_told()
    {
        var targets = new OutputTargets(_folder.Path);
        await targets.AssignAsync(Item("1", "a.txt", "hash"), default);
        OutputTarget other = await targets.AssignAsync(Item("2", "a.txt", "other"), default);
        Assert.StartsWith(_folder.File("a (undated "), other.Path);
        Assert.Contains("Update-GlacierCatalog", other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W09_Names_that_differ_in_letter_case_alone_are_one_file_where_the_system_says_so()
    {
        var targets = new OutputTargets(_folder.Path);
        await targets.AssignAsync(Item("1", "A.txt", "hash"), default);
        OutputTarget other = await targets.AssignAsync(Item("2", "a.txt", "other"), default);
        Assert.Equal(OperatingSystem.IsLinux(), other.Reason is null);
    }

    private static RestoreItem Item(string id, string name, string hash) =>
        new()
        {
            VaultName = "photos",
            ArchiveId = id,
            Name = name,
            SizeInBytes = 3,
            SHA256TreeHash = hash,
            ModifiedTime = Day,
        };
}
