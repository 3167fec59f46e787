using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class CopyRetentionTests
{
    private const int MiB = CopyScene.MiB;

    private const string ByAge = """{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"}}""";
    private const string ByTag = """{"StringLike":{"glacier:ResourceTag/hold":"true"}}""";

    private static readonly RegionPrices s_prices = PriceTable.BuiltIn.Of("us-east-1");

    [Fact]
    public async Task Objects_bundles_and_the_check_are_kept_and_where_there_is_no_object_lock_nothing_is_done()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 9 * MiB);
        static CopyOptions With(CopyOptions options) =>
            options with
            {
                BundleBelow = 1000,
                Retention = CopyRetention.For(TimeSpan.FromDays(30), CopyRetention.Governance),
            };
        var error = await Assert.ThrowsAsync<GlacierInputException>(() => scene.RunAsync(With));
        Assert.Equal("NoObjectLock", error.ErrorId);
        Assert.Equal((0, 0), (scene.Service.JobsStarted, scene.Bucket.Faults.Count("PutObject")));

        scene.Bucket.HasObjectLock = true;
        await scene.RunAsync(With);
        scene.AssertAllInPlace();
        StoredObject[] kept = [.. scene.Objects, .. scene.Bundles];
        Assert.Equal(2, kept.Length);
        DateTime until = scene.Service.Time.GetUtcNow().UtcDateTime.AddDays(30);
        Assert.All(
            kept,
            o =>
            {
                Assert.Equal("GOVERNANCE", o.Traits.Retention!.Value.Mode);
                Assert.InRange(o.Traits.Retention.Value.Until, until.AddDays(-1), until.AddSeconds(2));
            }
        );
        Assert.Equal(0, scene.Bucket.Faults.Count("PutObjectRetention"));
        Assert.Equal("GOVERNANCE", Assert.Single(scene.Bucket.Hidden).Traits.Retention!.Value.Mode);
        await foreach (CopyTest test in new CopyProof(scene.Open(), "", scene.Catalog, 4).TestAsync(default))
        {
            Assert.InRange(test.RetainUntil!.Value, until.AddDays(-1), until.AddSeconds(2));
        }
    }

    [Fact]
    public async Task What_somebody_else_stores_meanwhile_is_neither_kept_from_deletion_nor_compared_by_reading()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        scene.Bucket.HasObjectLock = true;
        await scene.StoreAsync(3 * MiB);
        IBucket bucket = scene.Open();
        scene.Service.Before = request =>
        {
            if (
                request.Method == HttpMethod.Post
                && request.RequestUri!.AbsolutePath.EndsWith("/jobs", StringComparison.Ordinal)
            )
            {
                using var body = new MemoryStream([9]);
                bucket
                    .PutAsync("a/0.bin", body, new Core.Copy.ObjectTraits { StorageClass = "STANDARD" }, default)
                    .Wait();
            }
        };

        await scene.RunAsync(options =>
            options with
            {
                Retention = CopyRetention.For(TimeSpan.FromDays(30), CopyRetention.Compliance),
            }
        );

        Assert.Equal("KeyTaken", ((GlacierException)Assert.Single(scene.Failed).Error).ErrorId);
        Assert.Null(Assert.Single(scene.Bucket.Objects, o => o.Key == "a/0.bin").Traits.Retention);
        Assert.Equal(0, scene.Bucket.Faults.Count("PutObjectRetention"));
    }

    [Fact]
    public async Task What_is_there_already_is_kept_too_and_the_plan_knows_how_many_requests_that_takes()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        scene.Bucket.HasObjectLock = true;
        await scene.StoreAsync(1, 2, 9 * MiB, 8 * MiB);
        await scene.RunAsync(options => options with { BundleBelow = 1000 });
        CopyOptions With(CopyOptions options) =>
            options with
            {
                BundleBelow = 1000,
                Retention = CopyRetention.For(TimeSpan.FromDays(30), CopyRetention.Compliance),
            };
        CopyPlan plan = await scene.Begin(With).PlanAsync(() => scene.Catalog.Read(), s_prices, default);
        Assert.Equal(3, plan.RetentionRequests);
        await scene.RunAsync(With);
        Assert.Equal(3, scene.Bucket.Faults.Count("PutObjectRetention"));
        Assert.All(
            scene.Objects.Concat(scene.Bundles),
            o => Assert.Equal("COMPLIANCE", o.Traits.Retention!.Value.Mode)
        );
        await scene.RunAsync(With);
        Assert.Equal(3, scene.Bucket.Faults.Count("PutObjectRetention"));
        Assert.Equal(4, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task An_upload_that_was_begun_with_less_of_it_is_kept_longer_in_the_end()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        scene.Bucket.HasObjectLock = true;
        await scene.StoreAsync(20 * MiB);
        CopyOptions Kept(CopyOptions options, int days) =>
            options with
            {
                Retention = CopyRetention.For(TimeSpan.FromDays(days), CopyRetention.Governance),
            };

        long sent = await scene.LeaveOpenAsync(options => Kept(options, 1));
        await scene.RunAsync(options => Kept(options, 2));
        Assert.Equal(sent + 1, scene.Bucket.Faults.Count("UploadPart"));
        scene.AssertAllCopied();
        Assert.Equal(1, scene.Bucket.Faults.Count("PutObjectRetention"));
        Assert.NotNull(Assert.Single(scene.Objects).Traits.Retention);
    }

    [Fact]
    public async Task The_lock_of_the_vault_is_carried_over_by_each_archives_own_age()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        scene.Bucket.HasObjectLock = true;
        await scene.StoreAsync([1], "old.bin");
        scene.Service.Time.Advance(TimeSpan.FromDays(400));
        await scene.StoreAsync([2], "new.bin");
        CopyRetention retention = await ByLock(scene, isComplete: true, ByAge);
        await scene.RunAsync(options => options with { Retention = retention });
        scene.AssertAllCopied();
        Dictionary<string, StoredObject> objects = scene.Objects.ToDictionary(o => o.Key);
        Assert.Null(objects["old.bin"].Traits.Retention);
        DateTime created = scene.Catalog.Read().Single(one => one.Name == "new.bin").CreationDate;
        Assert.Equal("COMPLIANCE", objects["new.bin"].Traits.Retention!.Value.Mode);
        Assert.InRange(
            objects["new.bin"].Traits.Retention!.Value.Until,
            created.AddDays(365),
            created.AddDays(365).AddSeconds(1)
        );
    }

    [Fact]
    public async Task A_lock_that_has_no_time_to_carry_over_is_refused()
    {
        const string Long = """{"NumericLessThan":{"glacier:ArchiveAgeInDays":"40000"}}""";
        (string Why, bool IsComplete, string[] Conditions)[] locks =
        [
            ("it has none", false, []),
            ("it is not completed", false, [ByAge]),
            ("for ever", true, [""]),
            ("by an archive's age", true, [ByTag]),
            ("40,000 days", true, [Long]),
        ];
        foreach ((string why, bool isComplete, string[] conditions) in locks)
        {
            using CopyScene scene = await CopyScene.StartAsync();
            var error = await Assert.ThrowsAsync<GlacierInputException>(() => ByLock(scene, isComplete, conditions));
            Assert.Equal("InvalidRetention", error.ErrorId);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_check_before_the_first_job_has_a_key_of_this_machine_and_its_folder()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        scene.Bucket.HasObjectLock = true;
        using var folder = new TempFolder();
        foreach (
            Core.Catalog.VaultCatalog catalog in (Core.Catalog.VaultCatalog[])
                [scene.Catalog, new(folder.Path, "photos")]
        )
        {
            await scene
                .Begin(
                    options =>
                        options with
                        {
                            Retention = CopyRetention.For(TimeSpan.FromDays(2), CopyRetention.Governance),
                        },
                    catalog: catalog
                )
                .RunAsync(() => [], scene.Copied.Enqueue, (_, error) => throw error, default);
        }

        // The bucket keeps what is deleted while it is kept.
        string[] keys = [.. scene.Bucket.Hidden.Select(o => o.Key)];
        Assert.Equal(
            ((string[])[scene.Catalog.Folder, folder.Path]).Select(path =>
                $"_glacier/check/photos-{Core.Naming.SafeName.Mark(Environment.MachineName + '\n' + path)}"
            ),
            keys
        );
        Assert.Equal(2, keys.Distinct().Count());
    }

    [Fact]
    public async Task What_else_a_lock_says_is_told()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        CopyRetention retention = await ByLock(scene, isComplete: true, ByAge, ByTag);
        Assert.Contains("hold", Assert.Single(retention.NotCarriedOver), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(36_501)]
    public void A_time_that_S3_does_not_take_is_refused(double days) =>
        Assert.Equal(
            "InvalidRetention",
            Assert
                .Throws<GlacierInputException>(() =>
                    CopyRetention.For(TimeSpan.FromDays(days), CopyRetention.Governance)
                )
                .ErrorId
        );

    private static async Task<CopyRetention> ByLock(CopyScene scene, bool isComplete, params string[] conditions)
    {
        if (conditions.Length > 0)
        {
            string statements = string.Join(
                ',',
                conditions.Select(condition =>
                    """{"Principal":"*","Effect":"Deny","Action":"glacier:DeleteArchive","""
                    + $"\"Resource\":\"{VaultArn.Format("us-east-1", "111122223333", "photos")}\""
                    + (condition.Length > 0 ? $",\"Condition\":{condition}" : "")
                    + "}"
                )
            );
            string id = await scene.Service.Glacier.InitiateVaultLockAsync(
                "photos",
                $"{{\"Version\":\"2012-10-17\",\"Statement\":[{statements}]}}",
                default
            );
            if (isComplete)
            {
                await scene.Service.Glacier.CompleteVaultLockAsync("photos", id, default);
            }
        }

        return await CopyRetention.ByLockAsync(scene.Service.Glacier, "photos", CopyRetention.Compliance, default);
    }
}
