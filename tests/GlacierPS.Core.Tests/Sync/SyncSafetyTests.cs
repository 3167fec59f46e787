using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Sync;

/// <summary>What is not read is not missing, and what fails alone fails alone.</summary>
public sealed class SyncSafetyTests
{
    [LinkFact]
    public async Task A08_Files_and_folders_that_became_links_are_not_removed()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string file = vault.Write("file", "1");
        vault.Write("sub/a", "1");
        vault.Write("sub/deeper/b", "1");
        string missing = vault.Write("missing", "1");
        vault.Write("stays", "1");
        await RunAsync(vault);
        using var elsewhere = new TempFolder();
        File.Move(file, elsewhere.File("file"));
        File.CreateSymbolicLink(file, elsewhere.File("file"));
        string sub = Path.Join(vault.Files, "sub");
        Directory.Move(sub, elsewhere.File("sub"));
        Directory.CreateSymbolicLink(sub, elsewhere.File("sub"));
        File.Delete(missing);

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(["missing"], plan.Steps.Select(step => step.Name));
        Assert.Equal((2, 3), (plan.Links, plan.Kept));
        Assert.Equal(["file", "stays", "sub/a", "sub/deeper/b"], await vault.NamesAsync());

        // With links followed these are the same files as before.
        plan = await RunAsync(
            vault,
            options =>
                options with
                {
                    Remove = true,
                    Scan = new FolderScanOptions { FollowLinks = true },
                }
        );
        Assert.Empty(plan.Steps);
        Assert.Equal((0, 0, 4), (plan.Links, plan.Kept, plan.Unchanged));
    }

    [LinkFact]
    public async Task A08_A_link_to_nothing_and_a_loop_are_one_error_each()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string file = vault.Write("lost", "1");
        vault.Write("sub/a", "1");
        await RunAsync(vault);
        File.Delete(file);
        File.CreateSymbolicLink(file, Path.Join(vault.Files, "nowhere"));
        Directory.CreateSymbolicLink(Path.Join(vault.Files, "sub", "loop"), vault.Files);

        SyncPlan plan = await RunAsync(
            vault,
            options =>
                options with
                {
                    Remove = true,
                    Scan = new FolderScanOptions { FollowLinks = true },
                }
        );
        Assert.Empty(plan.Steps);
        Assert.Equal(["lost", "sub/loop"], plan.Unreadable.Select(entry => entry.Name));
        Assert.Equal((1, 1), (plan.Kept, plan.Unchanged));
    }

    [LinuxFact]
    public async Task B09_A_name_that_is_not_UTF8_is_one_error_and_the_others_go_on()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("a", "1");
        vault.Write("z", "1");
        using (
            Process shell = Process.Start(
                "/bin/sh",
                ["-c", "printf x > \"$0/$(printf 'b\\377')\"; mkdir \"$0/$(printf 'd\\377')\"", vault.Files]
            )
        )
        {
            await shell.WaitForExitAsync();
        }

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(["a", "z"], plan.Steps.Select(step => step.Name));
        Assert.Equal(["b\uFFFD", "d\uFFFD"], plan.Unreadable.Select(entry => entry.Name));
        Assert.All(plan.Unreadable, entry => Assert.IsAssignableFrom<IOException>(entry.Error));

        // .NET cannot remove them.
        using Process remover = Process.Start("/bin/sh", ["-c", "rm -r \"$0\"/?*", vault.Files]);
        await remover.WaitForExitAsync();
    }

    [Fact]
    public async Task B09_W02_A_locked_file_is_one_error_and_is_not_removed()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string locked = vault.Write("locked", "1");
        vault.Write("other", "1");
        await RunAsync(vault);
        vault.Write("other", "22");
        File.SetLastWriteTimeUtc(locked, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using FileStream holder = new(locked, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(["other"], plan.Steps.Select(step => step.Name));
        Assert.Equal(["locked"], plan.Unreadable.Select(entry => entry.Name));
        Assert.Equal(["locked", "other"], await vault.NamesAsync());
    }

    [LinuxFact]
    public async Task B09_Excluded_folders_are_not_entered()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("a", "1");
        vault.Write("cache/old", "1");
        await RunAsync(vault);
        Directory.CreateSymbolicLink(Path.Join(vault.Files, "cache", "link"), vault.Files);
        var options = new FolderScanOptions { Entered = name => name != "cache" };

        SyncPlan plan = await RunAsync(vault, sync => sync with { Remove = true, Scan = options });
        Assert.Empty(plan.Steps);
        Assert.Equal((1, 0, 0), (plan.Unchanged, plan.Links, plan.Kept));
        Assert.Equal(["a", "cache/old"], await vault.NamesAsync());
    }

    [NormalizingFact]
    public async Task B08_Names_that_differ_in_their_normal_form_are_the_same()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string composed = vault.Write("caf\u00E9", "1");
        await RunAsync(vault);
        string decomposed = Path.Join(vault.Files, "cafe\u0301");
        File.Move(composed, decomposed);

        SyncPlan plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Empty(plan.Steps);
        Assert.Equal(1, plan.Unchanged);

        // A changed file keeps the spelling that the vault has.
        vault.Write("cafe\u0301", "22");
        plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal((SyncAction.SendChanged, "caf\u00E9"), (plan.Steps[0].Action, plan.Steps[0].Name));
        Assert.Equal(["caf\u00E9"], await vault.NamesAsync());

        // Where both are there, they are two files.
        vault.Write("caf\u00E9", "333");
        plan = await RunAsync(vault, options => options with { Remove = true });
        Assert.Equal(2, (await vault.NamesAsync()).Count);
        Assert.Empty((await RunAsync(vault, options => options with { Remove = true })).Steps);
    }

    [Fact]
    public async Task C04_Files_that_are_there_under_another_name_are_told()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        vault.Write("2014/a.jpg", "1");
        vault.Write("b.jpg", "1");
        await RunAsync(vault, options => options with { Prefix = "photos" });
        vault.Write("new.jpg", "1");

        SyncPlan plan = await PlanAsync(vault);
        Assert.Equal(3, plan.Steps.Count);
        Assert.Equal(
            [new OtherName("2014/a.jpg", "photos/2014/a.jpg"), new OtherName("b.jpg", "photos/b.jpg")],
            plan.OtherNames
        );
        Assert.Empty((await PlanAsync(vault, options => options with { Prefix = "photos" })).OtherNames);
    }

    [Fact]
    public async Task C04_Known_files_are_told_by_name_size_and_time_or_tree_hash()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        string same = vault.Write("same", "1");
        string touched = vault.Write("touched", "1");
        string changed = vault.Write("changed", "1");
        await RunAsync(vault);
        File.SetLastWriteTimeUtc(touched, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await File.WriteAllTextAsync(changed, "2");
        var known = KnownFiles.Read(vault.Catalog, default);

        Assert.True(await known.ContainsAsync("same", same, default));
        Assert.True(await known.ContainsAsync("touched", touched, default));
        Assert.False(await known.ContainsAsync("changed", changed, default));
        Assert.False(await known.ContainsAsync("folder/same", same, default));
    }

    private static Task<SyncPlan> PlanAsync(CatalogedVault vault, Func<SyncOptions, SyncOptions>? change = null) =>
        Begin(vault, change).PlanAsync(default);

    private static async Task<SyncPlan> RunAsync(CatalogedVault vault, Func<SyncOptions, SyncOptions>? change = null)
    {
        FolderSync sync = Begin(vault, change);
        SyncPlan plan = await sync.PlanAsync(default);
        foreach (SyncStep step in plan.Steps)
        {
            await sync.DoAsync(step, new UploadOptions(), default);
        }

        return plan;
    }

    private static FolderSync Begin(CatalogedVault vault, Func<SyncOptions, SyncOptions>? change)
    {
        var options = new SyncOptions { Folder = vault.Files };
        return new FolderSync(vault.Service.Glacier, vault.Catalog, change?.Invoke(options) ?? options);
    }
}

/// <summary>A test that needs a file system which takes any bytes as names.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = OperatingSystem.IsLinux() ? null : "Names are bytes on Linux only.";
    }
}

/// <summary>A test on Linux whose runtime has the tables of Unicode (ICU).</summary>
public sealed class NormalizingFactAttribute : FactAttribute
{
    public NormalizingFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip =
            !OperatingSystem.IsLinux() ? "Both forms can lie side by side on Linux only."
            : "e\u0301".Normalize().Length == 2 ? "This runtime has no tables of Unicode (ICU)."
            : null;
    }
}
