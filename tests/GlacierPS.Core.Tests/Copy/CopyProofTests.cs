using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class CopyProofTests
{
    private static readonly RegionPrices s_prices = PriceTable.BuiltIn.Of("us-east-1");

    [Fact]
    public async Task What_is_proven_is_told_from_what_is_damaged_missing_or_anothers()
    {
        using CopyScene scene = await HarmedAsync();
        Dictionary<string, CopyTest> tests = await TestAsync(scene);
        Assert.Equal(10, tests.Count);
        Assert.Equal(
            [
                ("a/0.bin", CopyStatus.Damaged),
                ("a/1.bin", CopyStatus.Damaged),
                ("a/2.bin", CopyStatus.Damaged),
                ("a/3.bin", CopyStatus.Missing),
                ("a/4.bin", CopyStatus.Missing),
                ("a/5.bin", CopyStatus.Another),
                ("a/6.bin", CopyStatus.Proven),
                ("a/7.bin", CopyStatus.Proven),
                ("a/8.bin", CopyStatus.Proven),
                ("late.bin", CopyStatus.NotCopied),
            ],
            tests.Values.OrderBy(test => test.Name, StringComparer.Ordinal).Select(test => (test.Name, test.Status))
        );
        Assert.All(tests.Values, test => Assert.Equal(test.Status == CopyStatus.Proven, test.Reason is null));
        Assert.Equal(0, scene.Bucket.Faults.Count("GetObject") - scene.Manifests.Count() * 2);
        Assert.Equal(0, scene.Service.JobsStarted);
    }

    [Fact]
    public async Task Deleted_is_exactly_what_is_proven()
    {
        using CopyScene scene = await HarmedAsync();
        string[] proven = [.. scene.Catalog.Read().Where(IsProven).Select(archive => archive.ArchiveId).Order()];
        static bool IsProven(CatalogArchive archive) => archive.Name is "a/6.bin" or "a/7.bin" or "a/8.bin";
        var purge = new VaultPurge(
            scene.Service.Glacier,
            scene.Service.Glacier,
            scene.Catalog,
            scene.Service.Time,
            copies: Proof(scene)
        );
        List<CopyTest> kept = [];
        PurgePlan plan = await purge.PlanAsync(s_prices, default, kept.Add);
        Assert.Equal((3, 7), (plan.Archives, plan.KeptArchives));
        Assert.Equal(
            [
                CopyStatus.Missing,
                CopyStatus.Missing,
                CopyStatus.Damaged,
                CopyStatus.Damaged,
                CopyStatus.Damaged,
                CopyStatus.Another,
                CopyStatus.NotCopied,
            ],
            kept.Select(test => test.Status).Order()
        );
        Assert.Equal(10, scene.Catalog.Read().Count());

        PurgeResult result = await purge.RunAsync(4, _ => { }, (_, _) => { }, default);
        Assert.Equal((3, 7, 0), (result.Deleted, result.KeptNotProven, result.Failed));
        Assert.Equal(7, scene.Catalog.Read().Count());
        Assert.DoesNotContain(scene.Catalog.Read(), IsProven);
        Assert.Equal(
            proven.Select(id => $"DELETE /-/vaults/photos/archives/{id}"),
            scene.Service.Requests.Where(request => request.StartsWith("DELETE", StringComparison.Ordinal)).Order()
        );
    }

    [Fact]
    public async Task An_archive_whose_tree_hash_nobody_knows_is_copied_but_never_proven()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        CatalogArchive known = scene.Catalog.Read().Single();
        using var folder = new TempFolder();
        var without = new VaultCatalog(folder.File("catalog"), "photos");
        without.Import(
            [
                new ImportedRecord
                {
                    ArchiveId = known.ArchiveId,
                    Name = new Core.Naming.ArchiveName { Name = "a/0.bin" },
                    SizeInBytes = known.SizeInBytes,
                    At = known.CreationDate,
                },
            ],
            default
        );
        List<CopiedArchive> copied = [];
        await scene
            .Begin(catalog: without)
            .RunAsync(() => without.Read(), copied.Add, (_, error) => throw error, default);
        Assert.False(Assert.Single(copied).Verified);
        var proof = new CopyProof(scene.Open(), "", without, 4);
        CopyTest test = await proof.TestAsync(default).SingleAsync();
        Assert.Equal(CopyStatus.Unproven, test.Status);
        PurgePlan plan = await new VaultPurge(
            scene.Service.Glacier,
            scene.Service.Glacier,
            without,
            scene.Service.Time,
            copies: proof
        ).PlanAsync(s_prices, default);
        Assert.Equal((0, 1), (plan.Archives, plan.KeptArchives));

        // The same archive, of which the inventory lists a tree hash now, was copied without.
        Assert.Equal(
            CopyStatus.Another,
            (await new CopyProof(scene.Open(), "", scene.Catalog, 4).TestAsync(default).SingleAsync()).Status
        );
    }

    [Fact]
    public async Task Where_there_is_no_manifest_nothing_is_proven_and_a_damaged_one_is_told()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2);
        async Task<string> RefusedAsync(string prefix = "") =>
            (
                await Assert.ThrowsAnyAsync<GlacierException>(async () =>
                    await new CopyProof(scene.Open(), prefix, scene.Catalog, 4, TimeSpan.Zero)
                        .TestAsync(default)
                        .CountAsync()
                )
            ).ErrorId;
        Assert.Equal("NoManifest", await RefusedAsync());
        await scene.RunAsync();
        Assert.Equal("NoManifest", await RefusedAsync("other/"));
        Assert.Equal("InvalidPrefix", await RefusedAsync("../"));
        StoredObject manifest = scene.Bucket.Objects.Single(o => o.Key.EndsWith(".gz", StringComparison.Ordinal));
        byte[] bytes = await File.ReadAllBytesAsync(manifest.Path);
        bytes[^20] ^= 1;
        // On its way, as the SDK finds it, and as somebody has stored it.
        await File.WriteAllBytesAsync(manifest.Path, bytes);
        Assert.Equal("EndpointUnreachable", await RefusedAsync());
        await scene.Open().DeleteAsync(manifest.Key, default);
        using var body = new MemoryStream(bytes);
        await scene
            .Open()
            .PutAsync(manifest.Key, body, new Core.Copy.ObjectTraits { StorageClass = "STANDARD" }, default);
        Assert.Equal("ManifestDamaged", await RefusedAsync());
    }

    [Fact]
    public async Task Of_an_archive_that_several_manifests_list_the_last_one_counts()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2);
        await scene.RunAsync();
        // Its object was moved away, as by a user who looked at it, and it was copied again with larger parts.
        StoredObject first = scene.Objects.First(o => o.Key == "a/0.bin");
        using (
            var manifests = new CopyManifests(
                scene.Open(),
                "",
                "photos",
                new Core.Threading.RetryPolicy(2, TimeSpan.Zero),
                _ => { }
            )
        )
        {
            await manifests.FindAsync(default);
            ManifestEntry entry = scene.Manifests.Single().Entries.Single(e => e.Key == first.Key);
            await manifests.WriteAsync(
                new CopyWindow(entry.CreationDate, entry.CreationDate.AddHours(1), 1, 1),
                [entry with { Key = "moved/0.bin" }],
                "us-east-1",
                DateTime.UtcNow,
                default
            );
        }

        Dictionary<string, CopyTest> tests = await TestAsync(scene);
        Assert.Equal(2, tests.Count);
        Assert.Equal((CopyStatus.Missing, "moved/0.bin"), (tests["a/0.bin"].Status, tests["a/0.bin"].Key));
        Assert.Equal(CopyStatus.Proven, tests["a/1.bin"].Status);
    }

    /// <summary>Ten archives, nine of them copied: three objects are damaged, two missing, one is another's.</summary>
    private static async Task<CopyScene> HarmedAsync()
    {
        CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(100, 9 * CopyScene.MiB, 300, 400, 500, 600, 700, 9 * CopyScene.MiB + 1, 900);
        await scene.RunAsync();
        await scene.StoreAsync([4], "late.bin");
        scene.Bucket.Damage("a/0.bin", DamageKind.Change);
        scene.Bucket.Damage("a/1.bin", DamageKind.Change);
        scene.Bucket.Damage("a/2.bin", DamageKind.Change);
        scene.Bucket.Damage("a/3.bin", DamageKind.Delete);
        scene.Bucket.Damage("a/4.bin", DamageKind.Delete);
        scene.Bucket.Damage("a/5.bin", DamageKind.Replace);
        scene.Service.ClearRequests();
        return scene;
    }

    private static CopyProof Proof(CopyScene scene) =>
        new(scene.Open(), "", scene.Catalog, 4, TimeSpan.FromMilliseconds(1));

    private static async Task<Dictionary<string, CopyTest>> TestAsync(CopyScene scene) =>
        await Proof(scene).TestAsync(default).ToDictionaryAsync(test => test.Name);
}
