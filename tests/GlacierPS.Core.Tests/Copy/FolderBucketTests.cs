using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Copy;

public sealed class FolderBucketTests : IDisposable
{
    private const int MiB = CopyScene.MiB;

    private readonly TempFolder _folder = new();

    private string Target => _folder.File("copies");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Archives_become_files_with_their_bytes_and_times_and_a_manifest_lists_them()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 9 * MiB, 3000, 2000, 4 * MiB + 1);
        await RunAsync(scene, options => options with { Prefix = "v/", BundleBelow = 5000 });
        Assert.Empty(scene.Failed);
        AssertFiles(scene, "v/", "a/1.bin", "a/4.bin");
        Assert.Equal(
            new DateTime(2016, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(Target, "v/a/1.bin"))
        );
        Assert.True(File.Exists(Path.Join(Target, "v/_bundles/photos-000001.tar")));
        Assert.True(File.Exists(Path.Join(Target, "v/_glacier/manifest/photos-000001.jsonl.gz")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(Target, "_glacier/uploads")));
        Assert.Equal(5, (await TestAsync(scene, "v/")).Count(test => test.Status == CopyStatus.Proven));
        Assert.Equal((Target, "v/"), FolderBucket.Find(Path.Join(Target, "v")));

        await RunAsync(scene, options => options with { Prefix = "v/", BundleBelow = 5000 });
        Assert.Equal(5, scene.Copied.Count(copied => copied.WasThere));
        Assert.Equal(5, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task What_is_there_is_proven_by_its_bytes_alone()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(100, 200, 9 * MiB, 400, 500);
        await RunAsync(scene);
        Change("a/0.bin", bytes => bytes[50] ^= 1, keepsTime: true);
        Change("a/2.bin", bytes => bytes[^1] ^= 1, keepsTime: false);
        File.Delete(Path.Join(Target, "a/1.bin"));
        // Its time alone differs, as after a copy to another disk.
        File.SetLastWriteTimeUtc(Path.Join(Target, "a/3.bin"), DateTime.UtcNow);
        Dictionary<string, CopyStatus> status = (await TestAsync(scene)).ToDictionary(t => t.Name, t => t.Status);
        Assert.Equal(
            [CopyStatus.Damaged, CopyStatus.Missing, CopyStatus.Damaged, CopyStatus.Proven, CopyStatus.Proven],
            Enumerable.Range(0, 5).Select(i => status[$"a/{i}.bin"])
        );

        // What has its size and its time is not read again by a copy, and what has not is somebody else's now: it is
        // never overwritten.
        await RunAsync(scene);
        Assert.Equal(
            ["a/0.bin", "a/1.bin", "a/3.bin", "a/4.bin"],
            scene.Copied.Select(copied => copied.Name).Order(StringComparer.Ordinal)
        );
        Assert.False(scene.Copied.Single(copied => copied.Name == "a/1.bin").WasThere);
        (CatalogArchive archive, Exception error) = Assert.Single(scene.Failed);
        Assert.Equal(("a/2.bin", "KeyTaken"), (archive.Name, ((GlacierException)error).ErrorId));

        void Change(string key, Action<byte[]> change, bool keepsTime)
        {
            string path = Path.Join(Target, key);
            DateTime time = File.GetLastWriteTimeUtc(path);
            byte[] bytes = File.ReadAllBytes(path);
            change(bytes);
            File.WriteAllBytes(path, bytes);
            if (keepsTime)
            {
                // As a failing disk would.
                File.SetLastWriteTimeUtc(path, time);
            }
        }
    }

    [LinkFact]
    public async Task Nobody_elses_file_is_overwritten_or_written_through_a_link()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(100, 9 * MiB, 300);
        await scene.StoreAsync([1], "linked/x.bin");
        Directory.CreateDirectory(Path.Join(Target, "a"));
        File.WriteAllText(Path.Join(Target, "a/0.bin"), "mine");
        Directory.CreateDirectory(Path.Join(Target, "a/1.bin"));
        Directory.CreateDirectory(_folder.File("elsewhere"));
        Directory.CreateSymbolicLink(Path.Join(Target, "linked"), _folder.File("elsewhere"));
        await RunAsync(scene);
        Assert.Equal(
            [("a/0.bin", "KeyTaken"), ("a/1.bin", "KeyTaken"), ("linked/x.bin", "LinkInPath")],
            scene.Failed.Select(one => (one.Archive.Name, ((GlacierException)one.Error).ErrorId)).Order()
        );
        Assert.Equal("a/2.bin", Assert.Single(scene.Copied).Name);
        Assert.Equal("mine", File.ReadAllText(Path.Join(Target, "a/0.bin")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("elsewhere")));
    }

    [Fact]
    public async Task Names_that_lead_elsewhere_stay_in_the_folder()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        string[] names = ["../up.bin", "/etc/root.bin", "a/../../b.bin", "c\u001b[2J.bin", new string('x', 300)];
        foreach (string name in names)
        {
            await scene.StoreAsync([1], name);
        }

        await RunAsync(scene);
        Assert.Empty(scene.Failed);
        Assert.Equal(names.Length, scene.Copied.Count);
        Assert.All(scene.Copied, copied => Assert.True(File.Exists(Path.Join(Target, copied.Key))));
        Assert.Equal([Path.GetFileName(Target)], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task However_often_it_is_killed_each_archive_is_paid_for_once_and_nothing_is_left()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        var random = new Random(7);
        await scene.StoreAsync([
            .. Enumerable.Range(0, 12).Select(i => i % 3 == 2 ? random.Next(8 * MiB, 20 * MiB) : random.Next(1, 5000)),
        ]);
        for (int kill = 0; kill < 5; kill++)
        {
            using var stop = new CancellationTokenSource();
            int left = random.Next(3, 12);
            scene.Service.Before = _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    stop.Cancel();
                    throw new HttpRequestException("killed");
                }
            };
            try
            {
                await RunAsync(scene, cancellationToken: stop.Token);
            }
            catch (Exception error)
                when (error is OperationCanceledException or GlacierException or HttpRequestException)
            {
                // Killed.
            }
        }

        scene.Service.Before = _ => { };
        await RunAsync(scene);
        Assert.Empty(scene.Failed);
        AssertFiles(scene, "", [.. Enumerable.Range(0, 12).Select(i => $"a/{i}.bin")]);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(Target, "_glacier/uploads")));
        Assert.Equal(12, (await TestAsync(scene)).Count(test => test.Status == CopyStatus.Proven));
        Assert.Equal(
            12,
            await JobList
                .AllAsync(scene.Service.Glacier, "photos", default)
                .CountAsync(job => job.Action == JobAction.ArchiveRetrieval)
        );
    }

    [Fact]
    public async Task A_part_that_was_written_is_not_written_again()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(17 * MiB);
        CatalogArchive archive = scene.Catalog.Read().Single();
        using var bucket = new FolderBucket(Target, isRead: false);
        string id = await bucket.CreateUploadAsync(
            "a/0.bin",
            new ObjectTraits { PartSize = 8 * MiB, Metadata = CopyMetadata.Of(archive, "us-east-1") },
            default
        );
        using (var part = new MemoryStream(scene.Content(archive.ArchiveId), 8 * MiB, 8 * MiB))
        {
            await bucket.UploadPartAsync("a/0.bin", id, 2, part, default);
        }

        string record = Path.Join(Target, "_glacier/uploads", id, "00002.part.json");
        DateTime written = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(record, written);
        DateTime then = default;
        scene.Service.After = _ => then = File.Exists(record) ? File.GetLastWriteTimeUtc(record) : then;
        await RunAsync(scene);
        Assert.Empty(scene.Failed);
        AssertFiles(scene, "", "a/0.bin");
        Assert.Equal(written, then);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_and_records_as_a_prefix_are_refused()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        File.WriteAllText(Target, "");
        Assert.Equal("PathIsFile", (await Assert.ThrowsAsync<GlacierInputException>(() => RunAsync(scene))).ErrorId);
        File.Delete(Target);
        Assert.Equal(
            "InvalidPrefix",
            (
                await Assert.ThrowsAsync<GlacierInputException>(() =>
                    RunAsync(scene, options => options with { Prefix = "_glacier/objects/" })
                )
            ).ErrorId
        );
        Assert.Equal(0, scene.Service.JobsStarted);
    }

    private async Task RunAsync(
        CopyScene scene,
        Func<CopyOptions, CopyOptions>? change = null,
        CancellationToken cancellationToken = default
    )
    {
        using var bucket = new FolderBucket(Target, isRead: false);
        await scene.RunAsync(
            options =>
            {
                options = options with { IsFolder = true, StorageClass = "" };
                return change?.Invoke(options) ?? options;
            },
            bucket,
            cancellationToken
        );
    }

    private async Task<List<CopyTest>> TestAsync(CopyScene scene, string prefix = "")
    {
        using var bucket = new FolderBucket(Target, isRead: true);
        return await new CopyProof(bucket, prefix, scene.Catalog, 4).TestAsync(default).ToListAsync();
    }

    private void AssertFiles(CopyScene scene, string prefix, params string[] names)
    {
        foreach (string name in names)
        {
            Assert.Equal(
                scene.Content(scene.Catalog.Read().Single(archive => archive.Name == name).ArchiveId),
                File.ReadAllBytes(Path.Join(Target, prefix + name))
            );
        }
    }
}
