using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Restore;

public sealed class FolderNamesTests
{
    [Fact]
    public async Task B03_Archives_that_stand_for_folders_become_folders_without_a_retrieval()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreAsync("1", $"<m><v>4</v><p>{Base64(@"fast\")}</p></m>");
        await scene.Service.StoreAsync("1", """{"type":"dir","path":"qnap/sub"}""");
        await scene.Service.StoreAsync("content", """{"type":"file","path":"qnap/sub/a"}""");
        await scene.Service.StoreNamedAsync("content", "fast/b");
        await scene.Service.StoreAsync("1", "plain/empty/");
        RestorePlan plan = await scene.RunAsync(await scene.ListAsync());

        Assert.Equal((5, 3, 2), (plan.Archives, plan.Folders, plan.JobsToStart));
        Assert.Equal(2, scene.Service.JobsStarted);
        Assert.Empty(scene.Failed);
        Assert.Equal(["fast/b", "qnap/sub/a"], scene.Files().Keys);
        Assert.True(Directory.Exists(Path.Join(scene.Target, "plain", "empty")));
        Assert.All(scene.Restored, archive => Assert.Null(archive.RenamedBecause));
        Assert.Equal(3, scene.Restored.Count(archive => archive.IsFolder));

        plan = await scene.RunAsync(await scene.ListAsync());
        Assert.Equal((3, 2), (plan.Folders, plan.AlreadyThere));
        Assert.All(scene.Restored, archive => Assert.True(archive.WasThere));
    }

    [Fact]
    public async Task B03_A_file_whose_name_is_anothers_folder_steps_aside()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreNamedAsync("in it", "data/a");
        scene.Service.Time.Advance(TimeSpan.FromHours(1));
        await scene.Service.StoreNamedAsync("a file", "data");
        await scene.RunAsync(await scene.ListAsync());

        Assert.Empty(scene.Failed);
        SortedDictionary<string, string> files = scene.Files();
        Assert.Equal("in it", files["data/a"]);
        Assert.Equal(
            "a file",
            Assert.Single(files, file => file.Key.StartsWith("data (", StringComparison.Ordinal)).Value
        );
        RestoredArchive aside = Assert.Single(scene.Restored, archive => archive.RenamedBecause is not null);
        Assert.Contains("is a folder", aside.RenamedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B03_What_is_too_large_for_a_folder_mark_is_restored_as_a_file()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        string content = new('x', 5000);
        await scene.Service.StoreNamedAsync(content, "data/");
        await scene.RunAsync(await scene.ListAsync());
        Assert.Equal(content, scene.Files()["data"]);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
