using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Leases;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>A vault that several machines copy, each by itself.</summary>
public sealed class SharedCopyTests
{
    private readonly MemoryTable _table = new();

    [Fact]
    public async Task Machines_copy_a_vault_together_and_one_without_a_catalogue_helps()
    {
        using CopyScene scene = await StartAsync(40);
        ConcurrentQueue<CopiedArchive>[] copied = [new(), new(), new()];
        await Task.WhenAll(
            Enumerable.Range(0, 3).Select(i => CopyAsync(scene, $"machine-{i}", knows: i == 1, copied[i].Enqueue))
        );
        scene.AssertAllCopied();
        Assert.Equal(40, Jobs(scene));
        Assert.Equal(40, copied.Sum(some => some.Count));
        ShareState share = Assert.Single(await ShareState.ReadAsync(_table, default));
        Assert.Equal("Done", share.State);
        Assert.Equal((40, 40), (share.Archives, share.ArchivesDone));
        Assert.Empty(share.Machines);
        Assert.True(share.Windows.Count > 2);
        Assert.All(share.Windows, window => Assert.Equal(1, window.Owners));
    }

    [Fact]
    public async Task What_a_machine_left_undone_the_next_one_finishes_and_pays_for_nothing_twice()
    {
        using CopyScene scene = await StartAsync(20);
        using var stop = new CancellationTokenSource();
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CopyAsync(
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
        // What was on its way to the service when the machine stopped is still carried out.
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        await CopyAsync(scene, "two", knows: false, _ => { });
        scene.AssertAllCopied();
        Assert.Equal(20, Jobs(scene));
    }

    [Fact]
    public async Task The_limit_of_cost_holds_for_all_machines_and_no_window_is_marked_as_failed_by_it()
    {
        using CopyScene scene = await StartAsync(20);
        GlacierInputException[] ends = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(i =>
                    Assert.ThrowsAsync<GlacierInputException>(() =>
                        CopyAsync(scene, $"machine-{i}", knows: true, _ => { }, maxJobs: 8)
                    )
                )
        );
        Assert.All(ends, end => Assert.Equal("MaxCostReached", end.ErrorId));
        Assert.Empty(scene.Failed);
        Assert.InRange(Jobs(scene), 1, 8);
        ShareState share = Assert.Single(await ShareState.ReadAsync(_table, default));
        Assert.Equal(0, share.ArchivesFailed);
        Assert.Equal("Working", share.State);
        Assert.InRange(share.Spent!.Value, Jobs(scene) * 0.000025m, 8 * 0.000025m);
    }

    [Fact]
    public async Task An_archive_that_always_fails_has_three_owners_and_the_rest_goes_on()
    {
        using CopyScene scene = await StartAsync(20);
        string broken = scene.Catalog.Read().First().ArchiveId;
        await scene.Service.Glacier.DeleteArchiveAsync("photos", broken, default);
        await CopyAsync(scene, "one", knows: true, _ => { });
        Assert.Equal(19, scene.Objects.Count());
        ShareState share = Assert.Single(await ShareState.ReadAsync(_table, default));
        Assert.Equal("Done", share.State);
        Assert.Equal((19, 1), (share.ArchivesDone, share.ArchivesFailed));
        ShareWindowState window = Assert.Single(share.Windows, window => window.State == "failed");
        Assert.Equal(3, window.Owners);
        Assert.StartsWith(broken, window.Reason, StringComparison.Ordinal);
        Assert.Equal(3, scene.Failed.Count);
    }

    [Fact]
    public async Task What_a_machine_that_slept_left_open_is_aborted_when_all_windows_have_ended()
    {
        using CopyScene scene = await StartAsync(12);
        CatalogArchive broken = scene.Catalog.Read().First();
        await scene.Service.Glacier.DeleteArchiveAsync("photos", broken.ArchiveId, default);
        await CopyAsync(scene, "one", knows: true, _ => { });
        IBucket bucket = scene.Open();
        var traits = new ObjectTraits { StorageClass = "STANDARD", Metadata = new Dictionary<string, string>() };
        await bucket.PutAsync("foreign", new MemoryStream([1]), traits, default);
        foreach (string key in new[] { "a/5.bin", "a/6.bin", broken.Name, "foreign", "a/of-another-vault.bin" })
        {
            await bucket.CreateUploadAsync(key, traits, default);
        }

        await CopyAsync(scene, "slept", knows: false, _ => { });
        Assert.Equal(
            ["a/of-another-vault.bin", "foreign"],
            scene.Bucket.Uploads.Select(upload => upload.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, scene.Notes.Count(note => note.Contains("left open", StringComparison.Ordinal)));
    }

    private static async Task<CopyScene> StartAsync(int archives)
    {
        CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Range(1, archives).Select(i => i * 100)]);
        return scene;
    }

    private async Task CopyAsync(
        CopyScene scene,
        string machine,
        bool knows,
        Action<CopiedArchive> copied,
        int? maxJobs = null,
        CancellationToken cancellationToken = default
    )
    {
        await using SharedWork share = await _table.JoinAsync(
            "Copy photos",
            machine,
            knows
                ? after => SharedPlan.Windows(scene.Catalog, () => scene.Catalog.Read(), after, cancellationToken, 4)
                : null,
            maxJobs,
            cancellationToken
        );
        await scene
            .Begin()
            .RunSharedAsync(
                share,
                copied,
                (archive, error) => scene.Failed.Enqueue((archive, error)),
                cancellationToken
            );
    }

    private static int Jobs(CopyScene scene) => scene.Service.JobsStarted;
}
