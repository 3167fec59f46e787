using System.Text;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

public sealed class NameMapTests
{
    private const int MiB = CopyScene.MiB;

    [Theory]
    [InlineData("ArchiveId,Key\nA,v/a.jpg\nB,\"v/b, c.jpg\"\n")]
    [InlineData("Key;Size;archive id;VaultName\nv/a.jpg;1;A;photos\n\"v/b, c.jpg\";2;B;photos\nv/d;3;C;films\n")]
    [InlineData("\r\nVault\tGlacierArchiveID\tkey\r\nphotos\tA\tv/a.jpg\r\n\r\n\tB\tv/b, c.jpg")]
    public void A_table_with_an_ID_and_a_key_is_read_however_it_is_delimited(string text)
    {
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode])
        {
            NameMap map = Read(text, encoding);
            Assert.Equal(["A", "B"], map.ArchiveIds);
            Assert.Equal(("v/a.jpg", "v/b, c.jpg", null), (map.KeyOf("A"), map.KeyOf("B"), map.KeyOf("C")));
            Assert.Equal(text.Contains("films") ? 1 : 0, map.OtherVaults);
            Assert.Equal(Read("ArchiveId,Key\nB,\"v/b, c.jpg\"\nA,v/a.jpg").Fingerprint, map.Fingerprint);
            Assert.NotEqual(Read("ArchiveId,Key\nA,v/a.jpg").Fingerprint, map.Fingerprint);
        }
    }

    [Fact]
    public void B06_columns_of_a_map_that_are_not_understood_are_named()
    {
        Assert.Null(Read("ArchiveId,Key,Name,Size,Evidence,Bucket,StorageClass,RenamedBecause\nA,v/a").NotUnderstood);
        Assert.Contains(
            "'Shelf', 'Colour'",
            Read("Shelf,ArchiveId,Key,Colour\n1,A,v/a,red").NotUnderstood,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "does not name a column")]
    [InlineData("ArchiveId,Name\nA,v/a", "does not name a column")]
    [InlineData("ArchiveId,Key", "has no rows")]
    [InlineData("ArchiveId,Key,VaultName\nA,v/a,films", "no row of it is of the vault 'photos'")]
    [InlineData("ArchiveId,Key\nA,v/a\n,v/b", "in line 3 it has no archive ID")]
    [InlineData("ArchiveId,Key\nA B,v/a", "'A B' is no archive ID")]
    [InlineData("ArchiveId,Key\nA,v/a\nA,v/b", "line 2 has the archive A as well")]
    [InlineData("ArchiveId,Key\nA,v/a\nB,v/a", "line 2 has the key 'v/a' as well")]
    [InlineData("ArchiveId,Key\nA,", "is empty")]
    [InlineData("ArchiveId,Key\nA,a", "does not begin with the -Prefix 'v/'")]
    [InlineData("ArchiveId,Key\nA,v/", "is that of a folder")]
    [InlineData("ArchiveId,Key\nA,v/a/", "is that of a folder")]
    [InlineData("ArchiveId,Key\nA,v/../a", "'..' among its folders")]
    [InlineData("ArchiveId,Key\nA,v/./a", "'.' or")]
    [InlineData("ArchiveId,Key\nA,v/a\u001b[2J", "has control characters")]
    [InlineData("ArchiveId,Key\nA,\"v/a\nb\"", "has control characters")]
    [InlineData("ArchiveId,Key\nA,v/\ufffea", "has characters that no list")]
    [InlineData("ArchiveId,Key\nA,v/_glacier/a", "kept for manifests")]
    [InlineData("ArchiveId,Key\nA,v/_bundles/a", "kept for manifests")]
    [InlineData("ArchiveId,Key\nA,\"v/a", "quotes do not match")]
    public void Of_a_table_that_is_wrong_nothing_counts(string text, string why)
    {
        var error = Assert.Throws<GlacierInputException>(() => Read(text));
        Assert.Equal("InvalidNameMap", error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_of_a_key_is_counted_in_UTF_8_and_all_rows_that_are_wrong_are_counted()
    {
        Read("ArchiveId,Key\nA,v/" + new string('ä', 511));
        var error = Assert.Throws<GlacierInputException>(() =>
            Read(
                "ArchiveId,Key\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"{i},v/{new string('ä', 512)}\n"))
            )
        );
        Assert.Contains("has 1,026 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("and 4 more rows", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<GlacierInputException>(() => Read("ArchiveId,Key\nA,v/ä", Encoding.Latin1));
        Assert.Equal("EncodingNeeded", error.ErrorId);
        Assert.Equal("v/ä", Read("ArchiveId,Key\nA,v/ä", Encoding.Latin1, named: true).KeyOf("A"));
    }

    [Fact]
    public async Task Archives_get_the_keys_of_the_map_and_the_others_do_not_take_them()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 9 * MiB, 3);
        string[] ids = [.. scene.Catalog.Read().OrderBy(one => one.Name).Select(one => one.ArchiveId)];
        // The key of one is the other's name.
        NameMap map = Read($"ArchiveId,Key\n{ids[1]},v/a/0.bin\n{ids[2]},v/ä.bin");
        await scene.RunAsync(options => options with { Prefix = "v/", NameMap = map });

        scene.AssertAllCopied();
        Dictionary<string, string> keys = scene.Copied.ToDictionary(one => one.ArchiveId, one => one.Key);
        Assert.Equal(("v/a/0.bin", "v/ä.bin"), (keys[ids[1]], keys[ids[2]]));
        Assert.NotEqual("v/a/0.bin", keys[ids[0]]);
        Assert.StartsWith("v/a/0", keys[ids[0]], StringComparison.Ordinal);

        await scene.RunAsync(options => options with { Prefix = "v/", NameMap = map });
        scene.AssertAllCopied();
        Assert.All(scene.Copied, one => Assert.True(one.WasThere));
        Assert.Equal(keys, scene.Copied.ToDictionary(one => one.ArchiveId, one => one.Key));
        Assert.Equal(3, scene.Service.JobsStarted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_copied_is_not_paid_for_again_by_another_map_or_none(bool isListed)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2);
        string[] ids = [.. scene.Catalog.Read().OrderBy(one => one.Name).Select(one => one.ArchiveId)];
        await scene.RunAsync(options => options with { NameMap = Read($"ArchiveId,Key\n{ids[0]},first", prefix: "") });
        Dictionary<string, ManifestEntry> listed = scene.Listed();
        if (!isListed)
        {
            // A run that was killed before it wrote the manifest: this machine's records know.
            scene.Bucket.Damage("_glacier/manifest/photos-000001.jsonl.gz", DamageKind.Delete);
        }

        NameMap other = Read($"ArchiveId,Key\n{ids[0]},second\n{ids[1]},third", prefix: "");
        await Run(other);
        Assert.Equal(["KeyChanged", "KeyChanged"], scene.Failed.Select(one => ((GlacierException)one.Error).ErrorId));
        Assert.Contains(
            "copied to 'first' already",
            scene.Failed.Single(one => one.Archive.ArchiveId == ids[0]).Error.Message
        );
        Assert.Empty(scene.Copied);

        await Run(null);
        Assert.Empty(scene.Failed);
        Assert.Equal(["a/1.bin", "first"], scene.Copied.Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.All(scene.Copied, one => Assert.True(one.WasThere));
        Assert.Equal(2, scene.Service.JobsStarted);
        scene.AssertAllCopied();

        async Task Run(NameMap? map)
        {
            scene.Copied.Clear();
            scene.Failed.Clear();
            await scene
                .Begin(options => options with { NameMap = map }, known: isListed ? null : _ => listed)
                .RunAsync(
                    () => scene.Catalog.Read(),
                    scene.Copied.Enqueue,
                    (archive, error) => scene.Failed.Enqueue((archive, error)),
                    default
                );
        }
    }

    [Fact]
    public async Task The_plan_counts_what_the_map_wants_elsewhere_and_a_key_that_is_taken_is_named()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 2, 3);
        string[] ids = [.. scene.Catalog.Read().OrderBy(one => one.Name).Select(one => one.ArchiveId)];
        await scene.RunAsync();
        NameMap map = Read($"ArchiveId,Key\n{ids[0]},other\n{ids[1]},a/1.bin", prefix: "");
        CopyPlan plan = await scene
            .Begin(options => options with { NameMap = map })
            .PlanAsync(() => scene.Catalog.Read(), Core.Prices.PriceTable.BuiltIn.Of("us-east-1"), default);
        Assert.Equal((1, 0, 2, 0), (plan.KeysChanged, plan.KeysTaken, plan.AlreadyThere, plan.JobsToStart));

        string id = await scene.StoreAsync([7], "new.bin");
        map = Read($"ArchiveId,Key\n{id},a/2.bin", prefix: "");
        await scene.RunAsync(options => options with { NameMap = map });
        (Core.Catalog.CatalogArchive archive, Exception error) = Assert.Single(scene.Failed);
        Assert.Equal((id, "KeyTaken"), (archive.ArchiveId, ((GlacierException)error).ErrorId));
        Assert.Contains("'a/2.bin'", error.Message, StringComparison.Ordinal);
    }

    private static NameMap Read(string text, Encoding? encoding = null, string prefix = "v/", bool named = false)
    {
        encoding ??= new UTF8Encoding(false);
        using var file = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        return NameMap.Read(file, named ? encoding : null, "map.csv", "photos", prefix);
    }
}
