using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class CopiedVaultsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<RestoredArchive> _restored = new();
    private readonly ConcurrentQueue<(RestoreItem Item, Exception Error)> _failed = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_moved_is_restored_from_the_bucket_when_S3_has_made_it_readable()
    {
        using CopyScene scene = await MovedAsync(3, 20 * CopyScene.MiB + 7);
        scene.Bucket.RestoreTime = TimeSpan.FromHours(12);
        int waits = 0;
        await RunAsync(
            scene,
            note =>
            {
                // Whoever waits lets the time pass.
                scene.Service.Time.Advance(TimeSpan.FromHours(13));
                waits++;
            }
        );
        Assert.Empty(_failed);
        Assert.Equal(2, _restored.Count(archive => archive.Verified));
        Assert.Equal(2, scene.Bucket.Faults.Count("RestoreObject"));
        foreach (StoredObject o in scene.Objects)
        {
            Assert.Equal(File.ReadAllBytes(o.Path), File.ReadAllBytes(_folder.File("back/" + o.Key)));
        }

        // Run again, nothing is asked for: the files are there.
        await RunAsync(scene, _ => { });
        Assert.Equal(2, _restored.Count(archive => archive.WasThere));
        Assert.Equal(2, scene.Bucket.Faults.Count("RestoreObject"));
        Assert.Equal(0, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task What_was_bundled_comes_back_by_ranges_of_a_bundle_that_is_asked_for_once()
    {
        using CopyScene scene = await MovedAsync(
            options => options with { BundleBelow = 6 * CopyScene.MiB },
            [3, 512, 5000, 5 * CopyScene.MiB + 7, 1, 7 * CopyScene.MiB]
        );
        scene.Bucket.RestoreTime = TimeSpan.FromHours(12);
        Dictionary<string, ManifestEntry> listed = scene.Listed();
        Assert.Equal(5, listed.Values.Count(entry => entry.Offset is not null));
        await RunAsync(scene, _ => scene.Service.Time.Advance(TimeSpan.FromHours(13)));
        Assert.Empty(_failed);
        Assert.Equal(6, _restored.Count(archive => archive.Verified));
        // One of the bundle, one of the archive that is an object of its own.
        Assert.Equal(2, scene.Bucket.Faults.Count("RestoreObject"));
        Assert.Equal(0, scene.Service.JobsStarted);
        foreach (ManifestEntry entry in listed.Values)
        {
            Assert.Equal(scene.Content(entry.ArchiveId), File.ReadAllBytes(_folder.File("back/" + entry.Name)));
        }
    }

    [Fact]
    public async Task A_bundle_that_is_damaged_is_the_error_of_each_archive_in_it()
    {
        using CopyScene scene = await MovedAsync(
            options => options with { BundleBelow = CopyScene.MiB },
            [1, 2, 3, 2 * CopyScene.MiB]
        );
        scene.Bucket.Damage(scene.Bundles.Single().Key, DamageKind.Change);
        await RunAsync(scene, _ => { });
        Assert.Equal("a/3.bin", Assert.Single(_restored).Name);
        Assert.Equal(3, _failed.Count);
        Assert.All(_failed, failure => Assert.Equal("CopyDamaged", ((GlacierException)failure.Error).ErrorId));
    }

    [Fact]
    public async Task A_copy_that_is_damaged_or_missing_is_its_own_error_and_the_others_go_on()
    {
        using CopyScene scene = await MovedAsync(1, 2, 3, 4);
        scene.Bucket.Damage("a/0.bin", DamageKind.Change);
        scene.Bucket.Damage("a/1.bin", DamageKind.Delete);
        scene.Bucket.Damage("a/2.bin", DamageKind.Replace);
        await RunAsync(scene, _ => { });
        Assert.Equal("a/3.bin", Assert.Single(_restored).Name);
        Assert.Equal(3, _failed.Count);
        Assert.All(_failed, failure => Assert.Equal("CopyDamaged", ((GlacierException)failure.Error).ErrorId));
        Assert.Equal(1, scene.Bucket.Faults.Count("RestoreObject"));
    }

    [Fact]
    public async Task A_readable_class_needs_no_restore_and_the_vault_may_be_gone()
    {
        using CopyScene scene = await MovedAsync(options => options with { StorageClass = "STANDARD" }, 5, 6);
        await scene.Service.Glacier.DeleteVaultAsync("photos", default);
        await RunAsync(scene, _ => { });
        Assert.Empty(_failed);
        Assert.Equal(2, _restored.Count(archive => archive.Verified));
        Assert.Equal(0, scene.Bucket.Faults.Count("RestoreObject"));
    }

    private static Task<CopyScene> MovedAsync(params int[] sizes) => MovedAsync(null, sizes);

    /// <summary>Archives that were copied and deleted.</summary>
    private static async Task<CopyScene> MovedAsync(Func<CopyOptions, CopyOptions>? change, params int[] sizes)
    {
        CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(sizes);
        await scene.RunAsync(change);
        string[] ids = [.. scene.Catalog.Read().Select(archive => archive.ArchiveId)];
        foreach (string id in ids)
        {
            await scene.Service.Glacier.DeleteArchiveAsync("photos", id, default);
        }

        scene.Catalog.Remove(ids, DateTime.UtcNow);
        // The outputs of the copy's jobs would do as well, and are gone after a day.
        scene.Service.Time.Advance(TimeSpan.FromDays(2));
        scene.Service.ClearRequests();
        return scene;
    }

    private async Task RunAsync(CopyScene scene, Action<string> waiting)
    {
        _restored.Clear();
        _failed.Clear();
        IBucket bucket = scene.Open();
        Dictionary<(string, string), CopyPlace> places = scene
            .Manifests.SelectMany(manifest => manifest.Entries)
            .ToDictionary(entry => ("photos", entry.ArchiveId), entry => new CopyPlace(bucket, entry));
        var restore = new ArchiveRestore(
            new CopiedVaults(scene.Service.Glacier, places, scene.Service.Time),
            new RestoreOptions
            {
                Folder = _folder.File("back"),
                Time = scene.Service.Time,
                PollInterval = TimeSpan.FromMilliseconds(10),
                RetryDelay = TimeSpan.FromMilliseconds(5),
            }
        );
        RestorePlan plan = await restore.PlanAsync(
            [.. places.Select(place => RestoreItem.Of(CopyPlace.ArchiveOf("photos", bucket.Name, place.Value.Entry)))],
            default
        );
        using var clock = new Timer(_ => waiting(""), null, 300, 300);
        await restore.RunAsync(plan, _restored.Enqueue, (item, error) => _failed.Enqueue((item, error)), default);
    }
}
