using System.IO.Compression;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class ManifestTests
{
    private static readonly DateTime s_day = new(2016, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private static readonly Manifest s_manifest = Make(
        "a/one.jpg",
        "control\u0001, \"quotes\", \\ and a\nline",
        "\u30C6\u30B9\u30C8 \U0001F600"
    );

    [Fact]
    public void What_is_written_is_read()
    {
        Manifest read = Manifest.Read(Manifest.Write(s_manifest.Head, s_manifest.Entries), "x");
        Assert.Equal(s_manifest.Head, read.Head);
        Assert.Equal(s_manifest.Entries, read.Entries);
        Assert.Equal(DateTimeKind.Utc, read.Entries[0].CreationDate.Kind);
        byte[] empty = Manifest.Write(s_manifest.Head with { Archives = 0 }, []);
        Assert.Empty(Manifest.Read(empty, "x").Entries);
    }

    [Fact]
    public void Other_tools_read_it_as_JSON_in_lines()
    {
        using var gzip = new GZipStream(
            new MemoryStream(Manifest.Write(s_manifest.Head, s_manifest.Entries)),
            CompressionMode.Decompress
        );
        string[] lines = new StreamReader(gzip).ReadToEnd().TrimEnd('\n').Split('\n');
        Assert.Equal(s_manifest.Entries.Count + 2, lines.Length);
        Assert.StartsWith("{\"manifest\":1,\"vault\":\"photos\",", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            "{\"id\":\"id0\",\"name\":\"a/one.jpg\",\"key\":\"p/0\",\"size\":10,\"treeHash\":\""
                + new string('a', 64)
                + "\",\"sha256\":\"AAAA+/=\",\"storageClass\":\"DEEP_ARCHIVE\","
                + "\"created\":\"2016-02-03T04:05:06Z\",\"description\":\"d\"}",
            lines[1]
        );
        Assert.StartsWith("{\"end\":3,\"lines\":\"", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_bit_that_flips_and_each_cut_is_told_or_changes_nothing()
    {
        byte[] whole = Manifest.Write(s_manifest.Head, s_manifest.Entries);
        int told = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] other = [.. whole];
            other[i] ^= (byte)(1 << (i % 8));
            told += IsTold(other) ? 1 : 0;
            // Behind the last line gzip has a checksum that nothing is missed with.
            Assert.True(IsTold(whole[..i]) || i > whole.Length - 12, $"cut to {i} of {whole.Length} bytes");
        }

        Assert.InRange(told, whole.Length * 9 / 10, whole.Length);

        static bool IsTold(byte[] bytes)
        {
            try
            {
                Manifest read = Manifest.Read(bytes, "x");
                Assert.Equal(s_manifest.Entries, read.Entries);
                return false;
            }
            catch (GlacierTransferException error)
            {
                Assert.Equal("ManifestDamaged", error.ErrorId);
                return true;
            }
        }
    }

    [Fact]
    public void Lines_that_were_never_written_are_damage_though_their_sum_is_right()
    {
        foreach (
            ManifestEntry bad in (ManifestEntry[])
                [
                    s_manifest.Entries[0] with
                    {
                        Offset = -1,
                    },
                    s_manifest.Entries[0] with
                    {
                        SizeInBytes = -1,
                    },
                    s_manifest.Entries[0] with
                    {
                        SHA256TreeHash = "xyz",
                    },
                    s_manifest.Entries[0] with
                    {
                        ArchiveId = "",
                    },
                ]
        )
        {
            byte[] bytes = Manifest.Write(s_manifest.Head with { Archives = 1 }, [bad]);
            Assert.Equal(
                "ManifestDamaged",
                Assert.Throws<GlacierTransferException>(() => Manifest.Read(bytes, "x")).ErrorId
            );
        }

        byte[] newer = Manifest.Write(s_manifest.Head with { Version = 2 }, s_manifest.Entries);
        Assert.Equal("ManifestNewer", Assert.Throws<GlacierTransferException>(() => Manifest.Read(newer, "x")).ErrorId);
    }

    [Fact]
    public async Task A_run_lists_what_it_has_proven_and_the_next_only_what_is_new()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 9 * CopyScene.MiB, 3);
        await scene.RunAsync(options => options with { Prefix = "vault/" });
        Assert.Equal(
            "vault/_glacier/manifest/photos-000001.jsonl.gz",
            Assert.Single(scene.Bucket.Objects, o => o.Traits.Metadata.ContainsKey("glacier-manifest")).Key
        );
        Manifest first = Assert.Single(scene.Manifests);
        Assert.Equal(
            ("photos", "us-east-1", "vault/", 3),
            (first.Head.VaultName, first.Head.Region, first.Head.Prefix, first.Head.Archives)
        );
        CatalogArchive known = scene.Catalog.Read().Single(archive => archive.Name == "a/1.bin");
        ManifestEntry entry = first.Entries.Single(listed => listed.ArchiveId == known.ArchiveId);
        Assert.Equal(
            (
                "a/1.bin",
                "vault/a/1.bin",
                known.SizeInBytes,
                known.SHA256TreeHash,
                known.Description,
                known.CreationDate,
                known.ModifiedTime
            ),
            (
                entry.Name,
                entry.Key,
                entry.SizeInBytes,
                entry.SHA256TreeHash,
                entry.Description,
                entry.CreationDate,
                entry.ModifiedTime
            )
        );

        await scene.StoreAsync([4], "late.bin");
        await scene.RunAsync(options => options with { Prefix = "vault/" });
        Assert.Equal([3, 1], scene.Manifests.Select(manifest => manifest.Entries.Count));
        scene.AssertAllCopied();
        // An object that lay elsewhere in an earlier run is listed where it is now.
        StoredObject moved = scene.Objects.Single(o => o.Key == "vault/late.bin");
        await scene.Open().DeleteAsync(moved.Key, default);
        using (var body = new MemoryStream([9]))
        {
            await scene.Open().PutAsync(moved.Key, body, new Core.Copy.ObjectTraits(), default);
        }

        await scene.RunAsync(options => options with { Prefix = "vault/" });
        Assert.Equal("KeyTaken", ((GlacierException)Assert.Single(scene.Failed).Error).ErrorId);
        await scene.Open().DeleteAsync(moved.Key, default);
        await scene.RunAsync(options => options with { Prefix = "vault/" });
        scene.AssertAllCopied();
    }

    [Theory]
    [InlineData(FaultKind.LostAnswer)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.LostRequest)]
    public async Task A_fault_while_a_manifest_is_written_leaves_one(FaultKind kind)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        int seen = 0;
        scene.Service.After = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Interlocked.Increment(ref seen) == 1
            )
            {
                // The first is the archive's own.
                scene.Bucket.Faults.Add("PutObject", kind, 2);
            }
        };
        await scene.RunAsync();
        Assert.Single(scene.Manifests);
        scene.AssertAllCopied();
    }

    [Fact]
    public async Task A_damaged_manifest_stops_the_run_before_a_job_is_paid_for()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        using (var body = new MemoryStream("no gzip"u8.ToArray()))
        {
            await scene
                .Open()
                .PutAsync(
                    "_glacier/manifest/photos-000007.jsonl.gz",
                    body,
                    new Core.Copy.ObjectTraits { StorageClass = "STANDARD" },
                    default
                );
        }

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() => scene.RunAsync());
        Assert.Equal("ManifestDamaged", error.ErrorId);
        Assert.Contains("photos-000007", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task Names_that_begin_with_our_own_folders_get_other_keys()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([1], "_glacier/manifest/photos-000001.jsonl.gz");
        await scene.StoreAsync([2], "_bundles/photos-000001.tar");
        await scene.RunAsync();
        scene.AssertAllCopied();
        Assert.All(
            scene.Copied,
            copied => Assert.Contains("kept for manifests", copied.RenamedBecause, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_copies_to_one_prefix_at_once_do_not_meet()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 3);
        using var folder = new TempFolder();
        var films = new VaultCatalog(folder.File("catalog"), "films");
        IBucket bucket = scene.Open();
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(i =>
                    scene
                        .Begin(bucket: bucket, catalog: i % 2 == 0 ? scene.Catalog : films)
                        .RunAsync(
                            () => i == 0 ? scene.Catalog.Read() : [],
                            scene.Copied.Enqueue,
                            (archive, error) => scene.Failed.Enqueue((archive, error)),
                            default
                        )
                )
        );
        scene.AssertAllCopied();
        Assert.DoesNotContain(scene.Notes, note => note.Contains("again", StringComparison.Ordinal));
        Assert.Equal(
            "GlacierPS: copy",
            (await scene.Service.Glacier.ListJobsAsync("photos", null, null, null, null, default)).Items[0].Description
        );
    }

    private static Manifest Make(params string[] names) =>
        new(
            new ManifestHead
            {
                Version = 1,
                VaultName = "photos",
                Region = "us-east-1",
                Prefix = "p/",
                Archives = names.Length,
                SizeInBytes = 30,
                From = s_day,
                Until = s_day.AddDays(1),
                Written = s_day.AddDays(2),
            },
            [
                .. names.Select(
                    (name, i) =>
                        new ManifestEntry
                        {
                            ArchiveId = $"id{i}",
                            Name = name,
                            Key = $"p/{i}",
                            Offset = i == 2 ? 512 : null,
                            BundleSizeInBytes = i == 2 ? 2048 : null,
                            BundleChecksumSHA256 = i == 2 ? "BBBB+/=" : null,
                            SizeInBytes = 10,
                            SHA256TreeHash = i == 1 ? null : new string('a', 64),
                            ChecksumSHA256 = "AAAA+/=",
                            StorageClass = "DEEP_ARCHIVE",
                            CreationDate = s_day,
                            ModifiedTime = i == 1 ? s_day.AddTicks(1) : null,
                            Description = "d",
                        }
                ),
            ]
        );
}
