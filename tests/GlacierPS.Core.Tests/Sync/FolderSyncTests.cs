using GlacierPS.Core.Protocol;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Sync;

public sealed class FolderSyncTests
{
    private static readonly DateTime Later = new(2026, 5, 5, 5, 5, 5, DateTimeKind.Utc);

    [Fact]
    public async Task New_files_are_sent_once()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("a.txt", "a");
        vault.Write("b/c.txt", "c");
        vault.Write("empty", "");

        SyncPlan plan = await RunAsync(vault);
        Assert.Equal([SyncAction.SendNew, SyncAction.SendNew], plan.Steps.Select(step => step.Action));
        Assert.Equal(2, plan.BytesToSend);
        Assert.Contains("empty", Assert.Single(plan.Skipped), StringComparison.Ordinal);
        Assert.Equal(["a.txt", "b/c.txt"], await vault.NamesAsync());

        plan = await RunAsync(vault);
        Assert.Empty(plan.Steps);
        Assert.Equal(2, plan.Unchanged);
    }

    [Fact]
    public async Task A10_What_downloads_store_beside_their_target_is_left_out_counted_and_not_removed()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("a.bin", "a");
        vault.Write("b.bin.glacier-partial", "half of it");
        vault.Write("b.bin.glacier-journal", "its journal");
        await vault.SendAsync("an archive of that name", "b.bin.glacier-partial");

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });

        Assert.Equal(["a.bin"], plan.Steps.Select(step => step.Name));
        Assert.StartsWith("2 files of downloads under way", Assert.Single(plan.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_told_by_size_or_by_time_and_hash()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("size", "1");
        vault.Write("content", "1");
        vault.Write("touched", "1");
        await RunAsync(vault);
        vault.Write("size", "12");
        vault.Write("content", "2", Later);
        vault.Write("touched", "1", Later);

        SyncPlan plan = await RunAsync(vault);
        Assert.Equal(["content", "size"], plan.Steps.Select(step => step.Name));
        Assert.All(plan.Steps, step => Assert.Equal(SyncAction.SendChanged, step.Action));
        Assert.Equal(1, plan.Unchanged);
        Assert.Equal(["content", "content", "size", "size", "touched"], await vault.NamesAsync());
    }

    [Fact]
    public async Task A_change_that_kept_size_and_time_is_found_by_hashes()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("a", "1");
        await RunAsync(vault);
        vault.Write("a", "2");

        Assert.Empty((await RunAsync(vault)).Steps);
        Assert.Single((await RunAsync(vault, options => options with { CompareHashes = true })).Steps);
    }

    [Fact]
    public async Task Nothing_is_removed_unless_it_is_asked_for()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("gone", "1");
        string changed = vault.Write("changed", "1");
        await RunAsync(vault);
        File.Delete(Path.Join(vault.Files, "gone"));
        await File.WriteAllTextAsync(changed, "other");
        await RunAsync(vault);
        Assert.Equal(["changed", "changed", "gone"], await vault.NamesAsync());

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(["gone"], plan.Steps.Select(step => step.Name));
        vault.Write("changed", "another");
        await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(["changed"], await vault.NamesAsync());
    }

    [Fact]
    public async Task An_empty_folder_never_empties_a_vault()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string file = vault.Write("a", "1");
        await RunAsync(vault);
        File.Delete(file);

        var error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            RunAsync(vault, options => options with { Remove = true })
        );
        Assert.Equal("FolderEmpty", error.ErrorId);
        Assert.Equal(["a"], await vault.NamesAsync());
    }

    [Fact]
    public async Task A_prefix_and_a_filter_keep_to_what_is_theirs()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("x", "of another tool");
        vault.Write("a.jpg", "1");
        vault.Write("b.tmp", "1");
        SyncOptions Mine(SyncOptions options) =>
            options with
            {
                Prefix = "laptop",
                Remove = true,
                Scan = new FolderScanOptions { Wanted = name => !name.EndsWith(".tmp", StringComparison.Ordinal) },
            };
        await RunAsync(vault, Mine);
        Assert.Equal(["laptop/a.jpg", "of another tool"], await vault.NamesAsync());

        vault.Write("c.jpg", "1");
        File.Delete(Path.Join(vault.Files, "a.jpg"));
        await RunAsync(vault, Mine);
        Assert.Equal(["laptop/c.jpg", "of another tool"], await vault.NamesAsync());
    }

    private static async Task<SyncPlan> RunAsync(CatalogedVault vault, Func<SyncOptions, SyncOptions>? change = null)
    {
        var options = new SyncOptions { Folder = vault.Files };
        var sync = new FolderSync(vault.Service.Glacier, vault.Catalog, change?.Invoke(options) ?? options);
        SyncPlan plan = await sync.PlanAsync(default);
        foreach (SyncStep step in plan.Steps)
        {
            await sync.DoAsync(step, new UploadOptions(), default);
        }

        return plan with
        {
            Steps = [.. plan.Steps.OrderBy(step => step.Name, StringComparer.Ordinal)],
        };
    }
}
