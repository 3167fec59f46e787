using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Storage;
using GlacierPS.StrictBucket;
using ObjectTraits = GlacierPS.Core.Copy.ObjectTraits;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>Which open uploads on keys of archives are gone on with, which aborted, and which left alone.</summary>
public sealed class OpenUploadTests
{
    private const int MiB = CopyScene.MiB;
    private const string Key = "a/0.bin";

    [Fact]
    public async Task One_that_was_left_open_is_gone_on_with_and_its_parts_are_not_sent_again()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB);
        long sent = await scene.LeaveOpenAsync();
        await scene.RunAsync();
        scene.AssertAllCopied();
        Assert.Equal(sent + 1, scene.Bucket.Faults.Count("UploadPart"));
        Assert.Equal(1, scene.Service.JobsStarted);
    }

    [Theory]
    [InlineData("class")]
    [InlineData("part size")]
    [InlineData("key")]
    [InlineData("tag")]
    [InlineData("metadata")]
    public async Task One_that_was_begun_with_other_settings_is_given_up_for_a_new_one(string setting)
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB);
        long sent = await scene.LeaveOpenAsync();
        await scene.RunAsync(options =>
            setting switch
            {
                "class" => options with { StorageClass = "GLACIER_IR" },
                "part size" => options with { PartSize = 16 * MiB },
                "key" => options with { KmsKeyId = "a-key" },
                "tag" => options with { Tags = new Dictionary<string, string> { ["owner"] = "me" } },
                _ => options with { Region = "eu-central-1" },
            }
        );
        scene.AssertAllCopied();
        StoredObject found = Assert.Single(scene.Objects);
        Assert.Equal(setting == "class" ? "GLACIER_IR" : "DEEP_ARCHIVE", found.Traits.StorageClass);
        Assert.Equal(setting == "part size" ? "-2" : "-3", found.Sha256![^2..]);
        Assert.Equal(setting == "key" ? "a-key" : null, found.Traits.KmsKeyId);
        Assert.Equal(setting == "tag" ? "owner=me" : null, found.Traits.Tagging);
        Assert.Equal(setting == "metadata" ? "eu-central-1" : "us-east-1", found.Traits.Metadata["glacier-region"]);
        Assert.Equal(sent + (setting == "part size" ? 2 : 3), scene.Bucket.Faults.Count("UploadPart"));
        Assert.Equal(1, scene.Service.JobsStarted);
        Assert.Contains(scene.Notes, note => note.Contains("other settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_no_record_knows_is_not_gone_on_with_and_nothing_is_open_in_the_end()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB);
        IBucket bucket = scene.Open();
        var traits = new ObjectTraits
        {
            StorageClass = "STANDARD",
            Metadata = new Dictionary<string, string> { ["whose"] = "another's" },
        };
        string id = await bucket.CreateUploadAsync(Key, traits, default);
        using (var body = new MemoryStream(new byte[8 * MiB]))
        {
            await bucket.UploadPartAsync(Key, id, 1, body, default);
        }

        await scene.RunAsync();
        scene.AssertAllCopied();
        Assert.DoesNotContain("whose", Assert.Single(scene.Objects).Traits.Metadata.Keys);
        Assert.Contains(scene.Notes, note => note.Contains("left open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_somebody_elses_is_left_alone_and_told()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB);
        using var others = new AmazonS3Client(
            new BasicAWSCredentials("AKIDEXAMPLE", "test-secret"),
            new AmazonS3Config
            {
                ServiceURL = "http://bucket.local.invalid",
                ForcePathStyle = true,
                HttpClientFactory = new InProcess(scene.Bucket),
            }
        );
        string id = (
            await others.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest
                {
                    BucketName = "archive",
                    Key = Key,
                    ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                }
            )
        ).UploadId;
        await scene.RunAsync();
        Assert.Empty(scene.Failed);
        Assert.True(Assert.Single(scene.Copied).Verified);
        Assert.Equal(id, Assert.Single(scene.Bucket.Uploads).UploadId);
        Assert.Single(scene.Notes, note => note.Contains("not from here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_noted_of_uploads_is_forgotten_when_their_window_has_ended()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(20 * MiB, 20 * MiB);
        await scene.LeaveOpenAsync();
        string id = Assert.Single(scene.Bucket.Uploads).UploadId;
        using (var noted = new OpenedUploads(scene.Catalog.Folder, "archive"))
        {
            Assert.NotNull(noted.MarkOf(Key, id));
            Assert.Null(noted.MarkOf(Key, id + "x"));
        }

        await scene.RunAsync();
        scene.AssertAllCopied();
        using Database database = Database.Open(
            Path.Join(scene.Catalog.Folder, CopyTables.FileName),
            CopyTables.Schema
        );
        Assert.Equal(0, database.Number("SELECT count(*) FROM uploads"));
    }

    private sealed class InProcess(StrictBucket.StrictBucket bucket) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new BucketHandler(bucket));
    }
}
