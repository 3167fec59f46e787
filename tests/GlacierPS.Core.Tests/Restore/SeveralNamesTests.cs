using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Tests.Restore;

/// <summary>Archives of a backup that stored equal files once, and whose catalogue knows all their names.</summary>
public sealed class SeveralNamesTests : IDisposable
{
    private const string First = "photo/2014/img1.jpg";
    private const string Second = "photo/albums/best/img1.jpg";

    private static readonly DateTime s_modified = new(2014, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly RestoreScene _scene = new(LocalService.StartAsync().GetAwaiter().GetResult());

    public void Dispose()
    {
        _scene.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task B01_Every_path_of_an_archive_comes_back_for_one_retrieval()
    {
        List<RestoreItem> items = await MappedAsync();
        RestorePlan plan = await _scene.RunAsync(items);

        Assert.Equal((2, 1, 2), (plan.Archives, plan.Copies, plan.JobsToStart));
        Assert.Equal((8, 8), (plan.SizeInBytes, plan.BytesToDownload));
        Assert.Equal(2, _scene.Service.JobsStarted);
        AssertAll();
        Assert.Equal(
            [(First, false), ("photo/2014/img2.jpg", false), (Second, true)],
            _scene.Restored.Select(archive => (archive.Name, archive.IsCopy)).Order()
        );
        Assert.All(_scene.Restored, archive => Assert.True(archive is { Verified: true, WasThere: false }));
        Assert.Equal(s_modified, File.GetLastWriteTimeUtc(Path.Join(_scene.Target, Second)));
        Assert.Equal([_scene.Restored.Single(archive => archive.Name == First).JobId], JobsOf("img1"));

        plan = await _scene.RunAsync(items);
        Assert.Equal((2, 0), (plan.AlreadyThere, plan.JobsToStart));
        Assert.Equal(3, _scene.Restored.Count(archive => archive.WasThere));
        AssertAll();
    }

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public async Task B01_A_path_that_was_lost_is_copied_from_the_other_without_a_retrieval(string lost)
    {
        List<RestoreItem> items = await MappedAsync();
        await _scene.RunAsync(items);
        File.Delete(Path.Join(_scene.Target, lost));
        _scene.Service.ClearRequests();
        RestorePlan plan = await _scene.RunAsync(items);

        Assert.Equal((2, 0), (plan.AlreadyThere, plan.JobsToStart));
        Assert.Equal(0, _scene.Service.JobsStarted);
        AssertAll();
    }

    [Theory]
    [InlineData(First, Second)]
    [InlineData(Second, First)]
    public async Task B01_Another_file_at_one_path_stays_is_told_and_the_other_path_comes_back(
        string taken,
        string free
    )
    {
        List<RestoreItem> items = await MappedAsync();
        string path = Path.Join(_scene.Target, taken);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "the user's own");
        await _scene.RunAsync(items);

        (RestoreItem item, Exception error) = Assert.Single(_scene.Failed);
        Assert.Equal((taken, "TargetExists"), (item.Name, Assert.IsType<GlacierInputException>(error).ErrorId));
        SortedDictionary<string, string> files = _scene.Files();
        Assert.Equal(("the user's own", "same"), (files[taken], files[free]));
        Assert.Equal(3, files.Count);

        await _scene.RunAsync(items, options => options with { Download = new() { Overwrite = true } });
        AssertAll();
    }

    [Fact]
    public async Task B01_Names_of_equal_archives_that_are_retrieved_once_all_come_back()
    {
        List<RestoreItem> items = await MappedAsync();
        RestoreItem one = items.Single(item => item.OtherNames.Count > 0);
        string again = await _scene.Service.StoreAsync("same", null);
        _scene.Service.ClearRequests();
        RestorePlan plan = await _scene.RunAsync([
            one,
            one with
            {
                ArchiveId = again,
                OtherNames = [new ArchiveName { Name = Second }, new ArchiveName { Name = "third.jpg" }],
            },
        ]);

        Assert.Equal((2, 1, 2, 1), (plan.Archives, plan.Duplicates, plan.Copies, plan.JobsToStart));
        Assert.Empty(_scene.Failed);
        Assert.Equal([First, Second, "third.jpg"], _scene.Files().Keys);
        Assert.All(_scene.Files().Values, content => Assert.Equal("same", content));
    }

    private void AssertAll()
    {
        Assert.Empty(_scene.Failed);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [First] = "same",
                ["photo/2014/img2.jpg"] = "else",
                [Second] = "same",
            },
            _scene.Files()
        );
    }

    private IEnumerable<string?> JobsOf(string name) =>
        _scene
            .Restored.Where(archive => archive.Name.Contains(name, StringComparison.Ordinal))
            .Select(archive => archive.JobId)
            .OfType<string>();

    /// <summary>Two archives without a description, and what their backup's mapping says.</summary>
    private async Task<List<RestoreItem>> MappedAsync()
    {
        string a = await _scene.Service.StoreAsync("same", null);
        string b = await _scene.Service.StoreAsync("else", null);
        var catalog = new VaultCatalog(_folder.File("catalog"), "photos");
        await new CatalogUpdate(_scene.Service.Glacier, catalog).RunAsync(always: true, new JobWaitOptions(), default);
        catalog.Import([Mapped(a, First), Mapped(a, Second), Mapped(b, "photo/2014/img2.jpg")], default);
        _scene.Service.ClearRequests();
        return [.. catalog.Read().Select(RestoreItem.Of)];
    }

    private static ImportedRecord Mapped(string id, string name) =>
        new()
        {
            ArchiveId = id,
            Name = new ArchiveName
            {
                Name = name,
                ModifiedTime = s_modified,
                WrittenBy = ArchiveTool.Synology,
            },
        };
}
