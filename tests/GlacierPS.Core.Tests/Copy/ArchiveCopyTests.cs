using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class ArchiveCopyTests
{
    private const int MiB = CopyScene.MiB;

    private static readonly RegionPrices s_prices = PriceTable.BuiltIn.Of("us-east-1");

    [Fact]
    public async Task Archives_of_all_sizes_arrive_with_their_checksums_and_what_the_vault_knew_of_them()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, MiB, MiB + 1, 4 * MiB, 4 * MiB + 1, 8 * MiB, 8 * MiB + 1, 21 * MiB + 7);
        await scene.RunAsync(options => options with { Prefix = "vault/" });

        scene.AssertAllCopied();
        Assert.Equal(8, scene.Service.JobsStarted);
        Assert.Equal(8, scene.Copied.Count);
        Assert.All(scene.Copied, copied => Assert.True(copied is { Verified: true, WasThere: false, JobId: not null }));
        StoredObject large = scene.Objects.Single(o => o.Key == "vault/a/7.bin");
        Assert.EndsWith("-3", large.Sha256, StringComparison.Ordinal);
        Assert.Equal("DEEP_ARCHIVE", large.Traits.StorageClass);
        CatalogArchive known = scene.Catalog.Read().Single(archive => archive.Name == "a/7.bin");
        Assert.Equal(
            [
                ("glacier-archive-id", known.ArchiveId),
                ("glacier-created", $"{known.CreationDate:yyyy-MM-ddTHH:mm:ss.fff}Z"),
                ("glacier-description", known.Description),
                ("glacier-region", "us-east-1"),
                ("glacier-tree-hash", known.SHA256TreeHash!),
                ("glacier-vault", "photos"),
                ("mtime", "1454472306"),
            ],
            large
                .Traits.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value))
        );
    }

    [Fact]
    public async Task Run_again_it_finds_all_there_and_retrieves_nothing()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 9 * MiB, 3);
        await scene.RunAsync();
        long puts = scene.Bucket.Faults.Count("PutObject");
        await scene.RunAsync();

        Assert.Equal(3, scene.Copied.Count(copied => copied.WasThere));
        Assert.Equal(3, scene.Service.JobsStarted);
        Assert.Equal(puts + 1, scene.Bucket.Faults.Count("PutObject"));
        scene.AssertAllCopied();
    }

    [Fact]
    public async Task Objects_get_the_key_and_the_tags_that_were_asked_for_and_the_check_before_has_them_too()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 9 * MiB);
        static CopyOptions With(CopyOptions options) =>
            options with
            {
                KmsKeyId = "alias/archive",
                Tags = new Dictionary<string, string> { ["cost centre"] = "a/b+c", ["owner"] = "" },
            };
        await scene.RunAsync(With);
        scene.AssertAllCopied();
        Assert.All(
            scene.Objects,
            o =>
            {
                Assert.Equal("alias/archive", o.Traits.KmsKeyId);
                Assert.Equal(
                    ["cost centre=a/b+c", "owner="],
                    o.Traits.Tagging!.Split('&').Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal)
                );
            }
        );
        scene.Bucket.Faults.Add("PutObject", FaultKind.Denied);
        await scene.StoreAsync([7], "late.bin");
        int before = scene.Service.JobsStarted;
        await Assert.ThrowsAsync<BucketException>(() => scene.RunAsync(With));
        Assert.Equal(before, scene.Service.JobsStarted);
        foreach (string bad in (string[])["", "aws:own", new string('k', 129), "a&b"])
        {
            GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
                scene.RunAsync(options => options with { Tags = new Dictionary<string, string> { [bad] = "v" } })
            );
            Assert.Equal("InvalidTag", error.ErrorId);
        }
    }

    [Fact]
    public async Task Jobs_start_with_the_oldest_archive()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 3, 4);
        scene.Service.After = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                scene.Service.Time.Advance(TimeSpan.FromSeconds(1));
            }
        };
        await scene.RunAsync(options => options with { ThrottleLimit = 1 });
        Page<JobDescription> jobs = await scene.Service.Glacier.ListJobsAsync(
            "photos",
            null,
            null,
            null,
            null,
            default
        );
        Assert.Equal(
            scene.Catalog.Read().OrderBy(archive => archive.CreationDate).Select(archive => archive.ArchiveId),
            jobs.Items.OrderBy(job => job.CreationDate).Select(job => job.ArchiveId)
        );
    }

    [Fact]
    public async Task A_store_without_the_storage_class_is_refused_before_a_job_is_paid_for()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        scene.Bucket.HasStandardAlone = true;
        BucketException error = await Assert.ThrowsAsync<BucketException>(() => scene.RunAsync());
        Assert.Equal(("StorageClassRefused", 0), (error.ErrorId, scene.Service.JobsStarted));
        Assert.Contains("-StorageClass", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Bucket.Objects);
        Assert.Empty(scene.Bucket.Uploads);

        await scene.RunAsync(options => options with { StorageClass = "STANDARD" });
        scene.AssertAllCopied();
    }

    [Fact]
    public async Task The_plan_says_to_the_unit_what_is_asked_for_then_and_changes_nothing()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 20 * MiB, 8 * MiB, 9 * MiB);
        CopyPlan plan = await scene.Begin().PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        Assert.Empty(scene.Bucket.Objects);
        Assert.Equal(0, scene.Service.JobsStarted);

        await scene.RunAsync();
        BucketFaults counted = scene.Bucket.Faults;
        Assert.Equal((4, 4, 0, 0), (plan.Archives, plan.JobsToStart, plan.AlreadyThere, plan.KeysTaken));
        Assert.Equal(plan.JobsToStart, scene.Service.JobsStarted);
        // An object and an upload are the check before the first job, one more object is the manifest.
        Assert.Equal(3, plan.RecordRequests);
        Assert.Equal(plan.ObjectRequests + 2, counted.Count("PutObject") + counted.Count("CompleteMultipartUpload"));
        Assert.Equal(plan.PartRequests + 1, counted.Count("UploadPart") + counted.Count("CreateMultipartUpload"));
        Assert.Equal(plan.BytesToMove, scene.Objects.Sum(o => o.Length));

        // What it costs, by what the services counted.
        List<JobDescription> jobs = await JobList.AllAsync(scene.Service.Glacier, "photos", default).ToListAsync();
        long retrieved = jobs.Sum(job => job.ArchiveSizeInBytes ?? 0);
        Assert.Equal(plan.BytesToRetrieve, retrieved);
        Assert.Equal(
            RegionPrices.Rounded(s_prices.Retrieval(RetrievalTier.Bulk, retrieved, jobs.Count)),
            plan.RetrievalCost
        );
        Assert.Equal(
            RegionPrices.Rounded(
                s_prices.DeepArchiveRequests(
                    counted.Count("PutObject") + counted.Count("CompleteMultipartUpload") - 2,
                    counted.Count("UploadPart") + counted.Count("CreateMultipartUpload") + 2
                )
            ),
            plan.RequestCost
        );
        plan = await scene.Begin().PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        Assert.Equal((4, 0, 0, 2), (plan.AlreadyThere, plan.JobsToStart, plan.BytesToMove, plan.RecordRequests));
    }

    [Fact]
    public async Task Somebody_elses_object_is_never_overwritten_and_the_others_go_on()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2);
        IBucket bucket = scene.Open();
        using (var body = new MemoryStream([9]))
        {
            await bucket.PutAsync("a/0.bin", body, new Core.Copy.ObjectTraits { StorageClass = "STANDARD" }, default);
        }

        await scene.RunAsync();
        Assert.Equal("KeyTaken", ((GlacierException)Assert.Single(scene.Failed).Error).ErrorId);
        Assert.Equal("a/1.bin", Assert.Single(scene.Copied).Key);
        Assert.Equal([9], File.ReadAllBytes(scene.Bucket.Objects.Single(o => o.Key == "a/0.bin").Path));
        Assert.Equal(1, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task Each_of_several_archives_of_one_name_has_a_key_and_keeps_it_in_every_run()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        string prefix = new string('p', 200) + "/";
        foreach (byte content in (byte[])[1, 2, 3, 3])
        {
            await scene.StoreAsync([content], "same.txt");
        }

        await scene.StoreAsync([5], "../../etc/passwd");
        await scene.StoreAsync([6], "control\u0001character");
        string longest = new string('d', 500) + "/" + new string('e', 400) + ".jpg";
        await scene.StoreAsync([7], longest, description: longest);
        await scene.RunAsync(options => options with { Prefix = prefix });
        scene.AssertAllCopied();
        string[] keys = [.. scene.Objects.Select(o => o.Key)];
        Assert.Contains(prefix + "same.txt", keys);
        Assert.Equal(4, keys.Count(key => key.StartsWith(prefix + "same", StringComparison.Ordinal)));
        Assert.All(
            keys,
            key =>
            {
                Assert.DoesNotContain("..", key.Split('/'));
                Assert.DoesNotContain(key, char.IsControl);
                Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(key), 1, 1024);
            }
        );
        Assert.Equal(6, scene.Copied.Count(copied => copied.RenamedBecause is not null));

        await scene.StoreAsync([8], "same.txt");
        int before = scene.Service.JobsStarted;
        await scene.RunAsync(options => options with { Prefix = prefix });
        scene.AssertAllCopied();
        Assert.Equal(1, scene.Copied.Count(copied => !copied.WasThere));
        Assert.Equal(before + 1, scene.Service.JobsStarted);
    }

    [Theory]
    [InlineData("CompleteMultipartUpload", FaultKind.ErrorInside)]
    [InlineData("CompleteMultipartUpload", FaultKind.ErrorInsideThoughDone)]
    [InlineData("CompleteMultipartUpload", FaultKind.LostAnswer)]
    [InlineData("CompleteMultipartUpload", FaultKind.LostRequest)]
    [InlineData("CompleteMultipartUpload", FaultKind.Unavailable)]
    [InlineData("CreateMultipartUpload", FaultKind.LostAnswer)]
    [InlineData("CreateMultipartUpload", FaultKind.Unavailable)]
    [InlineData("UploadPart", FaultKind.LostAnswer)]
    [InlineData("UploadPart", FaultKind.LostRequest)]
    [InlineData("UploadPart", FaultKind.InternalError)]
    [InlineData("HeadObject", FaultKind.Unavailable)]
    [InlineData("ListMultipartUploads", FaultKind.LostAnswer)]
    [InlineData("ListObjectsV2", FaultKind.Unavailable)]
    [InlineData("PutObject", FaultKind.LostRequest)]
    public async Task A_fault_of_the_bucket_passes(string operation, FaultKind kind)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB, 5);
        // The check before the first job is past its faults.
        await scene.Begin().PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        int seen = 0;
        scene.Service.Before = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Interlocked.Increment(ref seen) == 1
            )
            {
                scene.Bucket.Faults.Add(operation, kind, 2);
            }
        };
        await scene.RunAsync(options => options with { ThrottleLimit = 1 });
        scene.AssertAllCopied();
        Assert.Equal(2, scene.Service.JobsStarted);
    }

    [Theory]
    [InlineData("CreateMultipartUpload")]
    [InlineData("PutObject")]
    [InlineData("ListMultipartUploads")]
    public async Task Lost_answers_to_the_check_before_the_first_job_leave_nothing_open(string operation)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(5);
        scene.Bucket.Faults.Add(operation, FaultKind.LostAnswer, 2);
        await scene.RunAsync();
        scene.AssertAllCopied();
    }

    [Fact]
    public async Task Killed_anywhere_with_no_state_left_it_pays_once_and_leaves_nothing_open()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            using CopyScene scene = await CopyScene.StartAsync();
            await scene.StoreAsync(1, 20 * MiB, 3 * MiB, 9 * MiB, 17, 8 * MiB + 1);
            var random = new Random(seed);
            for (int run = 0; run < 8; run++)
            {
                using var kill = new CancellationTokenSource();
                int left = random.Next(5, 60);
                void Count(HttpRequestMessage _)
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        kill.Cancel();
                        throw new HttpRequestException("killed");
                    }
                }

                (scene.Service.Before, scene.Service.After) =
                    random.Next(2) == 0
                        ? ((Action<HttpRequestMessage>)Count, (Action<HttpRequestMessage>)(_ => { }))
                        : (_ => { }, Count);
                scene.Bucket.Faults.AddRandom(random.Next(), 0.1);
                try
                {
                    await scene.RunAsync(cancellationToken: kill.Token);
                }
                catch (Exception error)
                    when (error is OperationCanceledException or GlacierException or HttpRequestException)
                {
                    // Killed, or the check before the first job met too many faults.
                }
            }

            (scene.Service.Before, scene.Service.After) = (_ => { }, _ => { });
            scene.Bucket.Faults.Clear();
            await scene.RunAsync();
            scene.AssertAllCopied();
            Assert.Equal(6, scene.Service.Requests.Count(request => request == "POST /-/vaults/photos/jobs"));
        }
    }

    [Fact]
    public async Task An_output_that_is_gone_is_retrieved_again()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB, 5);
        int seen = 0;
        scene.Service.After = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Interlocked.Increment(ref seen) == 3
            )
            {
                scene.Service.Time.Advance(TimeSpan.FromHours(25));
            }
        };
        await scene.RunAsync();
        scene.AssertAllCopied();
        Assert.InRange(scene.Service.JobsStarted, 3, 4);
    }

    [Fact]
    public async Task What_is_wrong_with_the_bucket_shows_before_a_job_is_paid_for()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        async Task<string> RefusedAsync(Func<CopyOptions, CopyOptions>? change = null, IBucket? bucket = null)
        {
            GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
                scene.RunAsync(change, bucket)
            );
            Assert.Equal(0, scene.Service.JobsStarted);
            return error.ErrorId;
        }

        Assert.Equal("NoSuchBucket", await RefusedAsync(bucket: scene.Open(name: "other")));
        Assert.Equal("BucketAccessDenied", await RefusedAsync(bucket: scene.Open(owner: "999999999999")));
        Assert.Equal("InvalidPrefix", await RefusedAsync(options => options with { Prefix = "a/../b/" }));
        Assert.Equal("InvalidPrefix", await RefusedAsync(options => options with { Prefix = "/a" }));
        Assert.Equal("InvalidPrefix", await RefusedAsync(options => options with { Prefix = "a\u0001" }));
        scene.Bucket.Faults.Add("PutObject", FaultKind.Denied);
        Assert.Equal("BucketAccessDenied", await RefusedAsync());
        scene.Bucket.Lifecycle =
            "<Rule><ID>x</ID><Filter><Prefix>photos/</Prefix></Filter><Status>Enabled</Status>"
            + "<Expiration><Days>30</Days></Expiration></Rule>";
        Assert.Equal("LifecycleExpires", await RefusedAsync(options => options with { Prefix = "photos/2016/" }));
        await scene.RunAsync(options => options with { Prefix = "films/" });
        scene.AssertAllCopied();
    }

    [Fact]
    public async Task Nothing_is_started_that_would_pass_the_limit_of_cost()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 3);
        using var folder = new TempFolder();
        await scene.RunAsync(options =>
            options with
            {
                MaxCost = new SpendingLimit(0.00006m, new SpendingLedger(folder.Path), s_prices, scene.Service.Time),
            }
        );
        CatalogConnections.CloseBelow(folder.Path);
        Assert.Equal((2, 2), (scene.Copied.Count, scene.Service.JobsStarted));
        Assert.Equal("MaxCostReached", ((GlacierException)Assert.Single(scene.Failed).Error).ErrorId);
    }
}
