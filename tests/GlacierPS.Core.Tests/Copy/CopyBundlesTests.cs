using System.Formats.Tar;
using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>
/// Small archives in tars: how they lie there, what proves them, and what becomes of a bundle that was not finished.
/// </summary>
public sealed class CopyBundlesTests
{
    private const int KiB = 1024;
    private static readonly RegionPrices s_prices = PriceTable.BuiltIn.Of("us-east-1");

    // The soak counts 10,000 archives.
    private static readonly int s_archives = int.TryParse(
        Environment.GetEnvironmentVariable("GLACIERPS_BUNDLED_ARCHIVES"),
        CultureInfo.InvariantCulture,
        out int archives
    )
        ? archives
        : 300;

    // The soak has 100 kills, `test` eight.
    private static readonly int s_seeds = int.TryParse(
        Environment.GetEnvironmentVariable("GLACIERPS_COPY_KILLS"),
        CultureInfo.InvariantCulture,
        out int kills
    )
        ? (kills + Kills - 1) / Kills
        : 1;

    private const int Kills = 8;

    [Fact]
    public async Task Small_archives_take_a_twentieth_of_the_requests_and_as_many_as_the_plan_says()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(10 * KiB, s_archives)]);
        CopyPlan plan = await scene.Begin(Bundled).PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        BucketFaults counted = scene.Bucket.Faults;
        await scene.RunAsync(Bundled);
        scene.AssertAllInPlace();
        Assert.Empty(scene.Objects);
        Assert.Equal(s_archives, scene.Copied.Count(copied => copied is { Verified: true, Offset: > 0 }));
        Assert.Equal((s_archives, scene.Bundles.Count()), (plan.ArchivesToBundle, plan.Bundles));
        Assert.Equal(
            (plan.ObjectRequests + plan.RecordRequests, plan.PartRequests),
            (
                // The check of the rights is an object and an upload.
                counted.Count("PutObject")
                    + counted.Count("CompleteMultipartUpload")
                    + 1,
                counted.Count("CreateMultipartUpload") - 1 + counted.Count("UploadPart")
            )
        );
        long all =
            counted.Count("PutObject")
            + counted.Count("CreateMultipartUpload")
            + counted.Count("UploadPart")
            + counted.Count("CompleteMultipartUpload");
        Assert.True(all * 20 <= s_archives, $"{all} requests store {s_archives} archives");
        Assert.Equal(s_archives, scene.Service.JobsStarted);
        // Run again, nothing is moved, and nothing listed anew.
        await scene.RunAsync(Bundled);
        Assert.Equal(s_archives, scene.Copied.Count(copied => copied.WasThere));
        scene.AssertAllInPlace();
        Assert.Equal(s_archives, scene.Service.JobsStarted);
        await scene.RunAsync();
        Assert.Equal(s_archives, scene.Copied.Count(copied => copied.WasThere));
    }

    [Fact]
    public async Task A_bundle_is_a_tar_that_any_tool_reads_with_all_that_was_known_of_each_archive()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([1, 2, 3], "a/one.bin");
        await scene.StoreAsync([4], "../../etc/passwd");
        await scene.StoreAsync(new byte[512], "/above/zwei-ü.bin");
        string newest = await scene.StoreAsync([6], "a/one.bin");
        await scene.StoreAsync(new byte[700], $"{new string('d', 150)}/{new string('f', 200)}.bin");
        await scene.RunAsync(options => Bundled(options) with { Prefix = "p/" });
        scene.AssertAllInPlace();
        StoredObject bundle = Assert.Single(scene.Bundles);
        Assert.Equal("p/_bundles/photos-000001.tar", bundle.Key);
        Assert.Equal(0, new FileInfo(bundle.Path).Length % 512);
        Dictionary<string, CatalogArchive> archives = scene.Catalog.Read().ToDictionary(a => a.ArchiveId);
        await using FileStream file = File.OpenRead(bundle.Path);
        await using var tar = new TarReader(file);
        List<string> names = [];
        while (await tar.GetNextEntryAsync() is PaxTarEntry entry)
        {
            string id = entry.ExtendedAttributes["GLACIERPS.glacier-archive-id"];
            Assert.Equal(archives[id].SHA256TreeHash, entry.ExtendedAttributes["GLACIERPS.glacier-tree-hash"]);
            Assert.Equal("photos", entry.ExtendedAttributes["GLACIERPS.glacier-vault"]);
            Assert.Equal(archives[id].SizeInBytes, entry.Length);
            Assert.Equal(archives[id].ModifiedTime, entry.ModificationTime.UtcDateTime);
            Assert.False(entry.Name.StartsWith('/') || entry.Name.Split('/').Contains(".."), entry.Name);
            names.Add(entry.Name);
            Assert.Equal(entry.Name == "a/one.bin", id == newest);
        }

        Assert.Equal(5, names.Distinct().Count());
        Assert.Contains("a/one.bin", names);
        Assert.Contains("above/zwei-ü.bin", names);
    }

    [Fact]
    public async Task Large_archives_and_one_that_would_be_alone_are_objects_of_their_own()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(100 * KiB, 5000, 200 * KiB);
        await scene.RunAsync(Bundled);
        scene.AssertAllCopied();
        await scene.StoreAsync([1], "b/small.bin");
        await scene.StoreAsync([2], "b/second.bin");
        await scene.RunAsync(options => Bundled(options) with { BundleBelow = 100 * KiB });
        scene.AssertAllInPlace();
        Assert.Equal(["b/second.bin", "b/small.bin"], BundledNames(scene));
        Assert.Equal(3, scene.Objects.Count());
    }

    [Fact]
    public async Task What_has_no_tree_hash_is_no_member_and_what_has_another_fails_alone()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(1000, 6)]);
        await scene
            .Begin(Bundled)
            .RunAsync(
                () =>
                    scene
                        .Catalog.Read()
                        .Select(archive => new CatalogArchive(
                            archive.VaultName,
                            archive.ArchiveId,
                            archive.SizeInBytes,
                            archive.Description,
                            archive.CreationDate,
                            archive.Name == "a/1.bin" ? null
                                : archive.Name == "a/2.bin" ? new string('a', 64)
                                : archive.SHA256TreeHash
                        )
                        {
                            Name = archive.Name,
                        }),
                scene.Copied.Enqueue,
                (archive, error) => scene.Failed.Enqueue((archive, error)),
                default
            );
        (CatalogArchive failed, Exception error) = Assert.Single(scene.Failed);
        Assert.Equal(("a/2.bin", "CopyDamaged"), (failed.Name, ((GlacierException)error).ErrorId));
        Assert.Equal(["a/0.bin", "a/3.bin", "a/4.bin", "a/5.bin"], BundledNames(scene));
        Assert.Equal("a/1.bin", Assert.Single(scene.Objects).Key);
        Assert.False(scene.Copied.Single(copied => copied.Name == "a/1.bin").Verified);
        byte[] tar = await File.ReadAllBytesAsync(Assert.Single(scene.Bundles).Path);
        string id = failed.ArchiveId;
        Assert.Equal(-1, tar.AsSpan().IndexOf(scene.Content(id)));
    }

    [Fact]
    public async Task An_output_that_expires_before_its_archive_is_in_the_bundle_is_retrieved_again()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 3);
        foreach (CatalogArchive archive in scene.Catalog.Read())
        {
            await scene.Service.Glacier.InitiateJobAsync(
                new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = archive.ArchiveId },
                default
            );
        }

        int seen = 0;
        scene.Service.After = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Interlocked.Increment(ref seen) == 1
            )
            {
                scene.Service.Time.Advance(TimeSpan.FromHours(25));
            }
        };
        await scene.RunAsync(options => Bundled(options) with { ThrottleLimit = 1 });
        scene.AssertAllInPlace();
        Assert.Equal(3, BundledNames(scene).Count());
        Assert.Equal(5, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task Bundles_have_the_size_that_was_asked_for_and_several_parts_where_one_is_not_enough()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(700 * KiB, 35), 5 * CopyScene.MiB]);
        CopyOptions Change(CopyOptions options) =>
            options with
            {
                BundleBelow = 6 * CopyScene.MiB,
                BundleSize = 10 * CopyScene.MiB,
                StagedBytes = CopyScene.MiB,
            };
        CopyPlan plan = await scene.Begin(Change).PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        await scene.RunAsync(Change);
        scene.AssertAllInPlace();
        Assert.Equal(plan.Bundles, scene.Bundles.Count());
        Assert.Equal(3, plan.Bundles);
        Assert.All(scene.Bundles, bundle => Assert.InRange(bundle.Length, CopyScene.MiB, 10 * CopyScene.MiB));
        Assert.True(scene.Bundles.Count(bundle => bundle.Sha256!.EndsWith("-2", StringComparison.Ordinal)) >= 2);
        Assert.Equal(
            plan.PartRequests,
            scene.Bucket.Faults.Count("CreateMultipartUpload") - 1 + scene.Bucket.Faults.Count("UploadPart")
        );
    }

    [Fact]
    public async Task What_is_proven_in_a_bundle_falls_with_the_bundle_and_no_other_and_is_copied_again()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(10 * KiB, 30)]);
        CopyOptions Change(CopyOptions options) => Bundled(options) with { BundleSize = 100 * KiB };
        await scene.RunAsync(Change);
        scene.AssertAllInPlace();
        StoredObject[] bundles = [.. scene.Bundles.OrderBy(o => o.Key, StringComparer.Ordinal)];
        Assert.Equal(4, bundles.Length);
        Dictionary<string, CopyStatus> expected = scene
            .Listed()
            .ToDictionary(
                pair => pair.Key,
                pair =>
                    pair.Value.Key == bundles[0].Key ? CopyStatus.Damaged
                    : pair.Value.Key == bundles[1].Key ? CopyStatus.Missing
                    : pair.Value.Key == bundles[2].Key ? CopyStatus.Another
                    : CopyStatus.Proven
            );
        scene.Bucket.Damage(bundles[0].Key, DamageKind.Change);
        scene.Bucket.Damage(bundles[1].Key, DamageKind.Delete);
        scene.Bucket.Damage(bundles[2].Key, DamageKind.Replace);
        scene.Service.Time.Advance(TimeSpan.FromDays(2));
        scene.Service.ClearRequests();
        long looked = scene.Bucket.Faults.Count("HeadObject");
        Dictionary<string, CopyStatus> found = [];
        await foreach (CopyTest test in Proof(scene).TestAsync(default))
        {
            found[test.ArchiveId] = test.Status;
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        Assert.Equal(4, scene.Bucket.Faults.Count("HeadObject") - looked);
        var purge = new VaultPurge(
            scene.Service.Glacier,
            scene.Service.Glacier,
            scene.Catalog,
            scene.Service.Time,
            copies: Proof(scene)
        );
        long proven = expected.Values.LongCount(status => status == CopyStatus.Proven);
        PurgePlan plan = await purge.PlanAsync(s_prices, default, _ => { });
        Assert.Equal((proven, 30 - proven), (plan.Archives, plan.KeptArchives));
        Assert.Equal(0, scene.Service.JobsStarted);

        await scene.RunAsync(Change);
        Assert.Equal(30 - proven, scene.Copied.Count(copied => !copied.WasThere));
        Assert.Equal(30 - proven, scene.Service.JobsStarted);
        Assert.Empty(scene.Failed);
        await foreach (CopyTest test in Proof(scene).TestAsync(default))
        {
            Assert.Equal(CopyStatus.Proven, test.Status);
        }
    }

    [Fact]
    public async Task A_tar_without_an_index_is_written_again_under_its_name_and_nothing_is_retrieved_twice()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(1000, 8)]);
        await scene.RunAsync(Bundled);
        string tar = Assert.Single(scene.Bundles).Key;
        ForgetManifests(scene, tar);
        scene.Bucket.Damage(Index(tar), DamageKind.Delete);
        await scene.RunAsync(Bundled);
        scene.AssertAllInPlace();
        Assert.Equal(tar, Assert.Single(scene.Bundles).Key);
        Assert.Equal(8, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task A_tar_that_a_manifest_lists_or_another_machine_wrote_is_never_replaced()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(1000, 4)]);
        await scene.RunAsync(Bundled);
        string first = Assert.Single(scene.Bundles).Key;
        scene.Bucket.Damage(Index(first), DamageKind.Delete);
        // The manifest still lists what is in it.
        await scene.RunAsync(Bundled);
        Assert.Equal(4, scene.Copied.Count(copied => copied.WasThere && copied.Key == first));
        Assert.Equal(4, scene.Service.JobsStarted);
        scene.Bucket.Damage(first, DamageKind.Change);
        await scene.RunAsync(Bundled);
        Assert.Empty(scene.Failed);
        Assert.Equal(2, scene.Bundles.Count());
        Assert.All(scene.Listed().Values, entry => Assert.NotEqual(first, entry.Key));
        Assert.Contains(
            scene.Notes,
            note => note.Contains("a manifest lists archives in it", StringComparison.Ordinal)
        );

        using CopyScene other = await CopyScene.StartAsync();
        await other.StoreAsync([.. Enumerable.Repeat(1000, 4)]);
        IBucket bucket = other.Open();
        using (var body = new MemoryStream([1]))
        {
            await bucket.PutAsync(
                "_bundles/photos-000001.tar",
                body,
                new Core.Copy.ObjectTraits
                {
                    Metadata = new Dictionary<string, string>
                    {
                        ["glacier-bundle"] = "1",
                        ["glacier-writer"] = "elsewhere",
                    },
                },
                default
            );
        }

        await other.RunAsync(Bundled);
        Assert.Empty(other.Failed);
        Assert.Equal(1, other.Bucket.Objects.Single(o => o.Key == "_bundles/photos-000001.tar").Length);
        Assert.All(other.Listed().Values, entry => Assert.Equal("_bundles/photos-000002.tar", entry.Key));
        Assert.Contains(other.Notes, note => note.Contains("another machine wrote it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PutObject", FaultKind.LostAnswer)]
    [InlineData("PutObject", FaultKind.LostRequest)]
    [InlineData("UploadPart", FaultKind.LostAnswer)]
    [InlineData("UploadPart", FaultKind.InternalError)]
    [InlineData("CreateMultipartUpload", FaultKind.LostAnswer)]
    [InlineData("CompleteMultipartUpload", FaultKind.LostAnswer)]
    [InlineData("CompleteMultipartUpload", FaultKind.ErrorInside)]
    [InlineData("CompleteMultipartUpload", FaultKind.ErrorInsideThoughDone)]
    [InlineData("HeadObject", FaultKind.Unavailable)]
    [InlineData("GetObject", FaultKind.LostAnswer)]
    public async Task A_fault_that_passes_changes_nothing(string operation, FaultKind kind)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(900 * KiB, 10), 10, 20]);
        CopyOptions Change(CopyOptions options) => Bundled(options) with { BundleBelow = CopyScene.MiB };
        scene.Bucket.Faults.Add(operation, kind, 2);
        await scene.RunAsync(Change);
        await scene.RunAsync(Change);
        scene.AssertAllInPlace();
        Assert.Single(scene.Bundles);
        Assert.Equal(12, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task An_upload_of_a_bundle_whose_creation_was_repeated_is_not_left_open()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(900 * KiB, 10)]);
        int seen = 0;
        scene.Service.After = request =>
        {
            // The check before the first job is over when an output is fetched.
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Interlocked.Increment(ref seen) == 1
            )
            {
                scene.Bucket.Faults.Add("CreateMultipartUpload", FaultKind.LostAnswer);
            }
        };
        await scene.RunAsync(options => Bundled(options) with { BundleBelow = CopyScene.MiB });
        scene.AssertAllInPlace();
        Assert.Equal(3, scene.Bucket.Faults.Count("CreateMultipartUpload"));
    }

    [Fact]
    public async Task A_bundle_that_the_bucket_refuses_fails_its_archives_and_leaves_nothing_open()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Repeat(900 * KiB, 10)]);
        CopyOptions Change(CopyOptions options) => Bundled(options) with { BundleBelow = CopyScene.MiB };
        scene.Bucket.Faults.Add("UploadPart", FaultKind.Denied);
        await scene.RunAsync(Change);
        Assert.Equal(10, scene.Failed.Count);
        Assert.Empty(scene.Bucket.Uploads);
        Assert.Empty(scene.Bundles);
        await scene.RunAsync(Change);
        scene.AssertAllInPlace();
        Assert.Equal(10, scene.Service.JobsStarted);
    }

    [Theory]
    [InlineData(-1L, 1L << 30)]
    [InlineData((64L << 20) + 1, 1L << 30)]
    [InlineData(4096L, 4095L)]
    [InlineData(4096L, (64L << 30) + 1)]
    public async Task Sizes_that_make_no_bundles_are_refused_before_anything_is_done(long below, long size)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2);
        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            scene.RunAsync(options => options with { BundleBelow = below, BundleSize = size })
        );
        Assert.Equal("InvalidBundle", error.ErrorId);
        Assert.Empty(scene.Bucket.Objects);
        Assert.Equal(0, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task However_often_it_is_killed_each_archive_is_paid_for_once_and_every_member_is_right()
    {
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            using CopyScene scene = await CopyScene.StartAsync();
            var random = new Random(seed);
            // Small ones, of which a bundle has some ten, and some that are objects of their own.
            await scene.StoreAsync([
                .. Enumerable
                    .Range(0, 40)
                    .Select(i => i % 12 == 11 ? random.Next(60 * KiB, 90 * KiB) : random.Next(1, 20 * KiB)),
            ]);
            CopyOptions Change(CopyOptions options) => Bundled(options) with { BundleSize = 150 * KiB };
            for (int kill = 0; kill < Kills; kill++)
            {
                using var stop = new CancellationTokenSource();
                int left = random.Next(5, 60);
                scene.Bucket.Faults.AddRandom(random.Next(), 0.05);
                void Count(HttpRequestMessage _)
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        stop.Cancel();
                        throw new HttpRequestException("killed");
                    }
                }

                bool before = random.Next(2) == 0;
                scene.Service.Before = before ? Count : _ => { };
                scene.Service.After = before ? _ => { } : Count;
                IBucket bucket = EndingBucket.Of(scene.Open(), random.Next(3, 60), random.Next(2) == 0, stop);
                try
                {
                    await scene.RunAsync(Change, bucket, stop.Token);
                }
                catch (Exception error)
                    when (error is OperationCanceledException or GlacierException or HttpRequestException)
                {
                    // Killed, or the check before the first job met too many faults.
                }
            }

            (scene.Service.Before, scene.Service.After) = (_ => { }, _ => { });
            scene.Bucket.Faults.Clear();
            await scene.RunAsync(Change);
            scene.AssertAllInPlace();
            Assert.NotEmpty(scene.Bundles);
            int jobs = await JobList
                .AllAsync(scene.Service.Glacier, "photos", default)
                .CountAsync(job => job.Action == JobAction.ArchiveRetrieval);
            Assert.Equal(40, jobs);
        }
    }

    private static CopyOptions Bundled(CopyOptions options) => options with { BundleBelow = 50 * KiB };

    private static string Index(string tar) => Path.ChangeExtension(tar, ".jsonl.gz");

    private static void ForgetManifests(CopyScene scene, string tar)
    {
        foreach (StoredObject o in scene.Bucket.Objects.ToArray())
        {
            if (o.Traits.Metadata.ContainsKey("glacier-manifest") && o.Key != Index(tar))
            {
                scene.Bucket.Damage(o.Key, DamageKind.Delete);
            }
        }
    }

    private static IEnumerable<string> BundledNames(CopyScene scene) =>
        scene.Listed().Values.Where(entry => entry.Offset is not null).Select(entry => entry.Name).Order();

    private static CopyProof Proof(CopyScene scene) =>
        new(scene.Open(), "", scene.Catalog, 4, TimeSpan.FromMilliseconds(5));
}

/// <summary>A bucket whose user ends in the middle of one of its requests: before it is made, or after.</summary>
public class EndingBucket : System.Reflection.DispatchProxy
{
    private IBucket _bucket = null!;
    private CancellationTokenSource _stop = null!;
    private bool _isBefore;
    private int _left;

    public static IBucket Of(IBucket bucket, int left, bool isBefore, CancellationTokenSource stop)
    {
        IBucket proxy = Create<IBucket, EndingBucket>();
        var ending = (EndingBucket)(object)proxy;
        (ending._bucket, ending._left, ending._isBefore, ending._stop) = (bucket, left, isBefore, stop);
        return proxy;
    }

    protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.ReturnType == typeof(string) || Interlocked.Decrement(ref _left) != 0)
        {
            return targetMethod.Invoke(_bucket, args);
        }

        if (!_isBefore && targetMethod.Invoke(_bucket, args) is Task made)
        {
            made.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }

        _stop.Cancel();
        throw new OperationCanceledException(_stop.Token);
    }
}
