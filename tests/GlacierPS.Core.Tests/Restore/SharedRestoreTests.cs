using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Copy;
using GlacierPS.Core.Tests.Leases;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Tests.Restore;

/// <summary>A vault that several machines restore, each into a folder of its own.</summary>
public sealed class SharedRestoreTests : IDisposable
{
    private readonly MemoryTable _table = new();
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<(RestoreItem Item, Exception Error)> _failed = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Machines_restore_a_vault_together_and_their_folders_have_each_archive_once()
    {
        using CopyScene scene = await StartAsync(40);
        ConcurrentQueue<RestoredArchive>[] restored = [new(), new(), new()];
        await Task.WhenAll(
            Enumerable.Range(0, 3).Select(i => RestoreAsync(scene, $"m{i}", knows: i == 1, restored[i].Enqueue))
        );
        Assert.Empty(_failed);
        Assert.Equal(40, scene.Service.JobsStarted);
        AssertAllThere(scene, restored.SelectMany(some => some), "m0", "m1", "m2");
        ShareState share = await _table.StateAsync();
        Assert.Equal(("Done", 40, 40), (share.State, share.Archives, share.ArchivesDone));
        Assert.All(share.Windows, window => Assert.Equal(1, window.Owners));
    }

    [Fact]
    public async Task What_a_machine_left_undone_the_next_one_restores_and_no_job_is_paid_for_twice()
    {
        using CopyScene scene = await StartAsync(20);
        using var stop = new CancellationTokenSource();
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RestoreAsync(
                scene,
                "one",
                knows: true,
                _ =>
                {
                    if (Interlocked.Increment(ref seen) == 7)
                    {
                        stop.Cancel();
                    }
                },
                cancellationToken: stop.Token
            )
        );
        var restored = new ConcurrentQueue<RestoredArchive>();
        await RestoreAsync(scene, "two", knows: false, restored.Enqueue);
        Assert.Equal(20, scene.Service.JobsStarted);
        Assert.Empty(_failed);
        Assert.True(Files("one", "two").ToHashSet().Count >= 20);
        Assert.Equal("Done", (await _table.StateAsync()).State);
    }

    [Fact]
    public async Task What_a_killed_machine_left_of_downloads_goes_where_another_restored_the_archive_and_nothing_else()
    {
        using CopyScene scene = await StartAsync(8);
        CatalogArchive[] all = [.. scene.Catalog.Read()];
        string broken = all[0].ArchiveId;
        await scene.Service.Glacier.DeleteArchiveAsync("photos", broken, default);
        await RestoreAsync(scene, "one", knows: true, _ => { });

        // As a kill leaves it: bytes, and a journal that tells of what.
        string left = Leave("done.bin", $"archive {all[^1].ArchiveId}"),
            failed = Leave("failed.bin", $"archive {broken}"),
            range = Leave("range.bin", $"archive {all[^1].ArchiveId} 0-1048575"),
            elsewhere = Leave("elsewhere.bin", "archive of-another-vault"),
            held = Leave("held.bin", $"archive {all[^2].ArchiveId}"),
            foreign = _folder.File("two/foreign.bin.glacier-partial");
        File.WriteAllText(foreign, "somebody's");
        using (File.Open(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await RestoreAsync(scene, "two", knows: false, _ => { });
        }

        Assert.False(File.Exists(left));
        Assert.All([failed, range, elsewhere, held, foreign], path => Assert.True(File.Exists(path), path));
        Assert.Equal(
            [.. new[] { failed, range, elsewhere, held }.Select(JournalOf).Order()],
            Directory.GetFiles(_folder.File("two"), "*.glacier-journal").Order()
        );
        await RestoreAsync(scene, "two", knows: false, _ => { });
        Assert.False(File.Exists(held));
        Assert.False(File.Exists(JournalOf(held)));
    }

    [Fact]
    public async Task The_limit_of_cost_holds_for_all_machines_and_no_archive_has_failed_by_it()
    {
        using CopyScene scene = await StartAsync(20);
        GlacierInputException[] ends = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(i =>
                    Assert.ThrowsAsync<GlacierInputException>(() =>
                        RestoreAsync(scene, $"m{i}", knows: true, _ => { }, maxJobs: 8)
                    )
                )
        );
        Assert.All(ends, end => Assert.Equal("MaxCostReached", end.ErrorId));
        Assert.Empty(_failed);
        Assert.InRange(scene.Service.JobsStarted, 1, 8);
        Assert.Equal(0, (await _table.StateAsync()).ArchivesFailed);
    }

    [Fact]
    public async Task An_archive_that_always_fails_has_three_owners_and_the_rest_goes_on()
    {
        using CopyScene scene = await StartAsync(20);
        string broken = scene.Catalog.Read().First().ArchiveId;
        await scene.Service.Glacier.DeleteArchiveAsync("photos", broken, default);
        await RestoreAsync(scene, "one", knows: true, _ => { });
        Assert.Equal(19, Files("one").Count);
        ShareState share = await _table.StateAsync();
        Assert.Equal(("Done", 19, 1), (share.State, share.ArchivesDone, share.ArchivesFailed));
        ShareWindowState window = Assert.Single(share.Windows, window => window.State == "failed");
        Assert.Equal(3, window.Owners);
        Assert.StartsWith(broken, window.Reason, StringComparison.Ordinal);
        Assert.Equal(3, _failed.Count);
    }

    [Fact]
    public async Task Older_archives_of_a_name_have_their_dates_in_the_files_names_whatever_window_they_are_in()
    {
        using CopyScene scene = await StartAsync(0);
        await scene.StoreAsync([1], "same.bin");
        for (int i = 0; i < 10; i++)
        {
            await scene.StoreAsync([2, (byte)i], $"{i}.bin");
        }

        await scene.StoreAsync([3], "same.bin");
        var restored = new ConcurrentQueue<RestoredArchive>();
        await RestoreAsync(scene, "one", knows: true, restored.Enqueue);
        Assert.Equal(12, restored.Count);
        Assert.Equal([3], File.ReadAllBytes(_folder.File("one/same.bin")));
        RestoredArchive older = Assert.Single(restored, file => file.RenamedBecause is not null);
        Assert.Equal([1], File.ReadAllBytes(older.FullName));
        Assert.StartsWith("same (", Path.GetFileName(older.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_archives_of_a_name_the_newest_is_kept_with_the_names_that_no_newer_has()
    {
        CatalogArchive Of(string id, int day, string name) =>
            new("photos", id, 1, name, new DateTime(2016, 1, day, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(
            ["b", "c"],
            NewestVersions.Of([Of("a", 1, "x"), Of("b", 2, "x"), Of("c", 1, "y")]).Select(archive => archive.ArchiveId)
        );
    }

    private string Leave(string name, string source)
    {
        string target = _folder.File($"two/{name}");
        using PartialFile file = PartialFile.Open(target, 2 << 20);
        file.Begin(new DownloadState(source, 2 << 20, 1 << 20, null));
        return target + ".glacier-partial";
    }

    private static string JournalOf(string partial) =>
        partial.Replace(".glacier-partial", ".glacier-journal", StringComparison.Ordinal);

    private void AssertAllThere(CopyScene scene, IEnumerable<RestoredArchive> restored, params string[] machines)
    {
        Dictionary<string, RestoredArchive> byId = restored.ToDictionary(archive => archive.ArchiveId);
        foreach (CatalogArchive archive in scene.Catalog.Read())
        {
            Assert.Equal(scene.Content(archive.ArchiveId), File.ReadAllBytes(byId[archive.ArchiveId].FullName));
        }

        Assert.Equal(byId.Count, Files(machines).Count);
    }

    private List<string> Files(params string[] machines) =>
        [
            .. machines
                .Select(machine => _folder.File(machine))
                .Where(Directory.Exists)
                .SelectMany(folder =>
                    Directory
                        .EnumerateFiles(folder, "*.bin", SearchOption.AllDirectories)
                        .Select(file => Path.GetRelativePath(folder, file))
                ),
        ];

    private static async Task<CopyScene> StartAsync(int archives)
    {
        CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Range(1, archives).Select(i => i * 100)]);
        return scene;
    }

    private async Task RestoreAsync(
        CopyScene scene,
        string machine,
        bool knows,
        Action<RestoredArchive> restored,
        int? maxJobs = null,
        CancellationToken cancellationToken = default
    )
    {
        List<CatalogArchive> all = [.. scene.Catalog.Read(null, cancellationToken)];
        await using SharedWork share = await _table.JoinAsync(
            "Restore photos",
            machine,
            knows
                ? after => SharedPlan.Windows(null, OlderVersions.Among(all), () => all, after, cancellationToken, 4)
                : null,
            maxJobs,
            cancellationToken
        );
        var restore = new ArchiveRestore(
            scene.Service.Glacier,
            new RestoreOptions
            {
                Folder = _folder.File(machine),
                Time = scene.Service.Time,
                ThrottleLimit = 3,
                Share = share.Budget,
                RetryDelay = TimeSpan.FromMilliseconds(5),
            }
        );
        await restore.RunSharedAsync(
            share,
            "photos",
            _ => { },
            restored,
            (item, error) => _failed.Enqueue((item, error)),
            cancellationToken
        );
    }
}
