using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using GlacierPS.StrictBucket;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>The bucket that other tests believe, held against the SDK's own client, in process and over HTTP.</summary>
public sealed class StrictBucketTests
{
    private const string Name = BucketScene.Name;
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_in_parts_has_the_composite_of_their_checksums(bool overHttp)
    {
        await using BucketScene scene = await SceneAsync(overHttp);
        byte[][] parts = [RandomNumberGenerator.GetBytes(5 * MiB), RandomNumberGenerator.GetBytes(3 * MiB + 7)];
        string id = await CreateAsync(scene, "a/b c+d.jpg");
        foreach ((byte[] part, int number) in parts.Select((part, i) => (part, i + 1)))
        {
            UploadPartResponse sent = await SendAsync(scene, "a/b c+d.jpg", id, number, part);
            Assert.Equal(Sha256(part), sent.ChecksumSHA256);
        }

        ListPartsResponse listed = await scene.Client.ListPartsAsync(Name, "a/b c+d.jpg", id);
        Assert.Equal(parts.Select(Sha256), listed.Parts.Select(part => part.ChecksumSHA256));
        Assert.Equal(parts.Select(part => (long?)part.Length), listed.Parts.Select(part => part.Size));
        string composite =
            Convert.ToBase64String(SHA256.HashData([.. parts.SelectMany(part => SHA256.HashData(part))])) + "-2";
        await scene.Client.CompleteMultipartUploadAsync(Completion("a/b c+d.jpg", id, listed, composite));

        GetObjectMetadataResponse head = await HeadAsync(scene, "a/b c+d.jpg");
        Assert.Equal((composite, 8 * MiB + 7), (head.ChecksumSHA256, head.ContentLength));
        Assert.Empty(scene.Bucket.Uploads);
        await AssertCodeAsync("NoSuchUpload", () => scene.Client.ListPartsAsync(Name, "a/b c+d.jpg", id));
        ListObjectsV2Response keys = await scene.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = Name }
        );
        Assert.Equal(["a/b c+d.jpg"], keys.S3Objects.Select(o => o.Key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_checksum_in_a_header_is_refused_and_nothing_is_stored(bool overHttp)
    {
        await using BucketScene scene = await SceneAsync(overHttp);
        PutObjectRequest put = Put("a", [1, 2, 3]);
        put.ChecksumSHA256 = Sha256([1, 2, 4]);
        await AssertCodeAsync("BadDigest", () => scene.Client.PutObjectAsync(put));
        Assert.Empty(scene.Bucket.Objects);
        put = Put("a", [1, 2, 3]);
        put.ChecksumSHA256 = Sha256([1, 2, 3]);
        await scene.Client.PutObjectAsync(put);
        Assert.Equal(Sha256([1, 2, 3]), (await HeadAsync(scene, "a")).ChecksumSHA256);
    }

    [Fact]
    public async Task A_wrong_checksum_in_a_trailer_is_refused()
    {
        await using BucketScene scene = BucketScene.InProcess();
        BucketResponse answer = await scene.Bucket.AnswerAsync(
            Trailed("5\r\nhello\r\n0\r\nx-amz-checksum-sha256:" + Sha256([1]) + "\r\n\r\n"),
            default
        );
        Assert.Contains("BadDigest", Text(answer), StringComparison.Ordinal);
        answer = await scene.Bucket.AnswerAsync(Trailed("5\r\nhello\r\n0\r\n\r\n"), default);
        Assert.Contains("MalformedTrailer", Text(answer), StringComparison.Ordinal);
        answer = await scene.Bucket.AnswerAsync(
            Trailed("5\r\nhello\r\n0\r\nx-amz-checksum-sha256:" + Sha256("hello"u8.ToArray()) + "\r\n\r\n"),
            default
        );
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    private static string Text(BucketResponse answer) => System.Text.Encoding.UTF8.GetString(answer.Content);

    [Fact]
    public async Task Complete_believes_no_claim()
    {
        await using BucketScene scene = BucketScene.InProcess();
        string id = await CreateAsync(scene, "a");
        await SendAsync(scene, "a", id, 1, new byte[5 * MiB]);
        await SendAsync(scene, "a", id, 2, [1]);
        ListPartsResponse listed = await scene.Client.ListPartsAsync(Name, "a", id);
        await AssertCodeAsync(
            "BadDigest",
            () => scene.Client.CompleteMultipartUploadAsync(Completion("a", id, listed, Sha256([]) + "-2"))
        );
        CompleteMultipartUploadRequest wrong = Completion("a", id, listed, null);
        wrong.MpuObjectSize = 5 * MiB;
        await AssertCodeAsync("InvalidRequest", () => scene.Client.CompleteMultipartUploadAsync(wrong));
        wrong = Completion("a", id, listed, null);
        wrong.PartETags[1].ChecksumSHA256 = null;
        await AssertCodeAsync("InvalidRequest", () => scene.Client.CompleteMultipartUploadAsync(wrong));
        wrong = Completion("a", id, listed, null);
        wrong.PartETags[1].ETag = wrong.PartETags[0].ETag;
        await AssertCodeAsync("InvalidPart", () => scene.Client.CompleteMultipartUploadAsync(wrong));
        Assert.Empty(scene.Bucket.Objects);
        await scene.Client.CompleteMultipartUploadAsync(Completion("a", id, listed, null));
        Assert.Single(scene.Bucket.Objects);
    }

    [Fact]
    public async Task A_part_without_the_checksum_that_its_upload_was_created_with_and_a_small_one_are_refused()
    {
        await using BucketScene scene = BucketScene.InProcess();
        string id = await CreateAsync(scene, "a");
        UploadPartRequest part = Part("a", id, 1, [1]);
        part.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
        await AssertCodeAsync("InvalidRequest", () => scene.Client.UploadPartAsync(part));
        await SendAsync(scene, "a", id, 1, new byte[5 * MiB - 1]);
        await SendAsync(scene, "a", id, 2, [1]);
        ListPartsResponse listed = await scene.Client.ListPartsAsync(Name, "a", id);
        await AssertCodeAsync(
            "EntityTooSmall",
            () => scene.Client.CompleteMultipartUploadAsync(Completion("a", id, listed, null))
        );
    }

    [Fact]
    public async Task No_object_is_overwritten_where_none_may_be_there()
    {
        await using BucketScene scene = BucketScene.InProcess();
        PutObjectRequest put = Put("a", [1]);
        put.IfNoneMatch = "*";
        await scene.Client.PutObjectAsync(put);
        put = Put("a", [2]);
        put.IfNoneMatch = "*";
        await AssertCodeAsync("PreconditionFailed", () => scene.Client.PutObjectAsync(put));
        string id = await CreateAsync(scene, "a");
        await SendAsync(scene, "a", id, 1, [3]);
        CompleteMultipartUploadRequest complete = Completion(
            "a",
            id,
            await scene.Client.ListPartsAsync(Name, "a", id),
            null
        );
        complete.IfNoneMatch = "*";
        await AssertCodeAsync("PreconditionFailed", () => scene.Client.CompleteMultipartUploadAsync(complete));
        Assert.Single(scene.Bucket.Uploads);
        await scene.Client.AbortMultipartUploadAsync(Name, "a", id);
        Assert.Empty(scene.Bucket.Uploads);
    }

    [Fact]
    public async Task Keys_and_metadata_are_limited()
    {
        await using BucketScene scene = BucketScene.InProcess();
        await scene.Client.PutObjectAsync(Put(new string('k', 1024), [1]));
        await AssertCodeAsync("KeyTooLongError", () => scene.Client.PutObjectAsync(Put(new string('ä', 513), [1])));
        await AssertCodeAsync("InvalidArgument", () => scene.Client.PutObjectAsync(Put("a\u0001", [1])));
        PutObjectRequest put = Put("b", [1]);
        put.Metadata["x"] = new string('v', 2047);
        await scene.Client.PutObjectAsync(put);
        put = Put("c", [1]);
        put.Metadata["x"] = new string('v', 2048);
        await AssertCodeAsync("MetadataTooLarge", () => scene.Client.PutObjectAsync(put));
    }

    [Fact]
    public async Task Another_owner_another_region_and_another_bucket_are_refused()
    {
        await using BucketScene scene = await BucketScene.OverHttpAsync();
        await AssertCodeAsync(
            "AccessDenied",
            () =>
                scene.Client.ListObjectsV2Async(
                    new ListObjectsV2Request { BucketName = Name, ExpectedBucketOwner = "999999999999" }
                )
        );
        await AssertCodeAsync(
            "NoSuchBucket",
            () => scene.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "other" })
        );
    }

    [Fact]
    public async Task What_lies_in_Deep_Archive_is_not_read()
    {
        await using BucketScene scene = BucketScene.InProcess();
        PutObjectRequest put = Put("a", [1]);
        put.StorageClass = S3StorageClass.DeepArchive;
        await scene.Client.PutObjectAsync(put);
        await AssertCodeAsync("InvalidObjectState", () => scene.Client.GetObjectAsync(Name, "a"));
        Assert.Equal("DEEP_ARCHIVE", (await HeadAsync(scene, "a")).StorageClass);
    }

    [Fact]
    public async Task Faults_come_as_they_were_asked_for_and_a_lost_answer_was_done()
    {
        // In process: over HTTP, .NET sends a request again by itself whose connection breaks before the answer.
        await using BucketScene scene = BucketScene.InProcess();
        scene.Bucket.Faults.Add("PutObject", FaultKind.Unavailable);
        await AssertCodeAsync("SlowDown", () => scene.Client.PutObjectAsync(Put("a", [1])));
        Assert.Empty(scene.Bucket.Objects);
        scene.Bucket.Faults.Add("PutObject", FaultKind.LostAnswer);
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Client.PutObjectAsync(Put("a", [1])));
        Assert.Single(scene.Bucket.Objects);
        scene.Bucket.Faults.Add("PutObject", FaultKind.LostRequest);
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Client.PutObjectAsync(Put("b", [1])));
        Assert.Single(scene.Bucket.Objects);
        string id = await CreateAsync(scene, "c");
        await SendAsync(scene, "c", id, 1, [3]);
        ListPartsResponse listed = await scene.Client.ListPartsAsync(Name, "c", id);
        scene.Bucket.Faults.Add("CompleteMultipartUpload", FaultKind.ErrorInside);
        await AssertCodeAsync(
            "InternalError",
            () => scene.Client.CompleteMultipartUploadAsync(Completion("c", id, listed, null))
        );
        Assert.Single(scene.Bucket.Uploads);
        scene.Bucket.Faults.Add("CompleteMultipartUpload", FaultKind.ErrorInsideThoughDone);
        await AssertCodeAsync(
            "InternalError",
            () => scene.Client.CompleteMultipartUploadAsync(Completion("c", id, listed, null))
        );
        Assert.Equal(2, scene.Bucket.Objects.Count);
        Assert.Equal(3, scene.Bucket.Faults.Count("PutObject"));
    }

    [Fact]
    public async Task Lists_go_on_where_a_page_ends()
    {
        await using BucketScene scene = BucketScene.InProcess();
        for (int i = 0; i < 1003; i++)
        {
            await scene.Client.PutObjectAsync(Put($"k{i:0000}", [1]));
        }

        var keys = new List<string>();
        await foreach (
            S3Object o in scene
                .Client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Name })
                .S3Objects
        )
        {
            keys.Add(o.Key);
        }

        Assert.Equal(Enumerable.Range(0, 1003).Select(i => $"k{i:0000}"), keys);
    }

    [Fact]
    public async Task As_a_program_it_prints_its_URL_when_it_is_ready_and_ends_with_its_input()
    {
        using var program = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "GlacierPS.StrictBucket.dll"), Name])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        string? url = await program.StandardOutput.ReadLineAsync();
        using (AmazonS3Client client = BucketScene.ClientOf(new Uri(url!)))
        {
            await client.PutObjectAsync(Put("a", [1]));
        }

        program.StandardInput.Close();
        await program.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task It_answers_as_moto_does_where_moto_is_right()
    {
        await using MotoServer moto = await MotoServer.StartAsync();
        await using BucketScene scene = await BucketScene.OverHttpAsync();
        using AmazonS3Client stranger = BucketScene.ClientOf(moto.Url);
        await stranger.PutBucketAsync(Name);
        Assert.Equal(await WalkAsync(stranger), await WalkAsync(scene.Client));
    }

    /// <summary>What both answer to the same requests.</summary>
    private static async Task<List<string>> WalkAsync(AmazonS3Client client)
    {
        var seen = new List<string>();
        async Task SeeAsync(Func<Task> work)
        {
            try
            {
                await work();
                seen.Add("done");
            }
            catch (AmazonS3Exception error)
            {
                seen.Add($"{(int)error.StatusCode} {error.ErrorCode}");
            }
        }

        byte[] data = new byte[5 * MiB];
        PutObjectRequest put = Put("x/ä b+c.jpg", [1, 2, 3]);
        put.Metadata["glacier-vault"] = "photos";
        await SeeAsync(() => client.PutObjectAsync(put));
        PutObjectRequest again = Put("x/ä b+c.jpg", [4]);
        again.IfNoneMatch = "*";
        await SeeAsync(() => client.PutObjectAsync(again));
        GetObjectMetadataResponse head = await client.GetObjectMetadataAsync(Name, "x/ä b+c.jpg");
        seen.Add($"{head.ContentLength} {head.ETag} {head.Metadata["glacier-vault"]}");
        await SeeAsync(() => client.GetObjectMetadataAsync(Name, "none"));
        InitiateMultipartUploadResponse upload = await client.InitiateMultipartUploadAsync(Name, "y");
        ListMultipartUploadsResponse open = await client.ListMultipartUploadsAsync(Name);
        seen.Add(string.Join(",", open.MultipartUploads.Select(o => o.Key)));
        var parts = new List<PartETag>();
        for (int number = 1; number <= 2; number++)
        {
            UploadPartResponse part = await client.UploadPartAsync(Part("y", upload.UploadId, number, data));
            parts.Add(new PartETag(number, part.ETag));
            seen.Add(part.ETag);
        }

        ListPartsResponse listed = await client.ListPartsAsync(Name, "y", upload.UploadId);
        seen.Add(string.Join(",", listed.Parts.Select(part => $"{part.PartNumber}:{part.Size}:{part.ETag}")));
        CompleteMultipartUploadResponse made = await client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = Name,
                Key = "y",
                UploadId = upload.UploadId,
                PartETags = parts,
            }
        );
        seen.Add(made.ETag);
        ListObjectsV2Response keys = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name });
        seen.Add(string.Join(",", keys.S3Objects.Select(o => $"{o.Key}:{o.Size}")));
        using (
            GetObjectResponse got = await client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = Name,
                    Key = "x/ä b+c.jpg",
                    ByteRange = new ByteRange(1, 2),
                }
            )
        )
        {
            seen.Add($"{(int)got.HttpStatusCode} {got.ContentLength} {got.ContentRange}");
        }

        await SeeAsync(() => client.DeleteObjectAsync(Name, "y"));
        await SeeAsync(() => client.DeleteObjectAsync(Name, "y"));
        await SeeAsync(() => client.AbortMultipartUploadAsync(Name, "y", "none"));
        return seen;
    }

    private static async Task<BucketScene> SceneAsync(bool overHttp) =>
        overHttp ? await BucketScene.OverHttpAsync() : BucketScene.InProcess();

    private static string Sha256(byte[] data) => Convert.ToBase64String(SHA256.HashData(data));

    private static PutObjectRequest Put(string key, byte[] data) =>
        new()
        {
            BucketName = Name,
            Key = key,
            InputStream = new MemoryStream(data),
        };

    private static UploadPartRequest Part(string key, string id, int number, byte[] data) =>
        new()
        {
            BucketName = Name,
            Key = key,
            UploadId = id,
            PartNumber = number,
            PartSize = data.Length,
            InputStream = new MemoryStream(data),
        };

    private static async Task<string> CreateAsync(BucketScene scene, string key) =>
        (
            await scene.Client.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest
                {
                    BucketName = Name,
                    Key = key,
                    ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                    ChecksumType = ChecksumType.COMPOSITE,
                }
            )
        ).UploadId;

    private static Task<UploadPartResponse> SendAsync(BucketScene scene, string key, string id, int number, byte[] data)
    {
        UploadPartRequest part = Part(key, id, number, data);
        part.ChecksumAlgorithm = ChecksumAlgorithm.SHA256;
        return scene.Client.UploadPartAsync(part);
    }

    private static CompleteMultipartUploadRequest Completion(
        string key,
        string id,
        ListPartsResponse parts,
        string? composite
    ) =>
        new()
        {
            BucketName = Name,
            Key = key,
            UploadId = id,
            ChecksumSHA256 = composite,
            PartETags =
            [
                .. parts.Parts.Select(part => new PartETag(part.PartNumber!.Value, part.ETag)
                {
                    ChecksumSHA256 = part.ChecksumSHA256,
                }),
            ],
        };

    private static Task<GetObjectMetadataResponse> HeadAsync(BucketScene scene, string key) =>
        scene.Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest
            {
                BucketName = Name,
                Key = key,
                ChecksumMode = ChecksumMode.ENABLED,
            }
        );

    private static BucketRequest Trailed(string body) =>
        new()
        {
            Method = "PUT",
            Path = "/archive/a",
            Query = new Dictionary<string, string>(),
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Authorization"] =
                    "AWS4-HMAC-SHA256 Credential=A/20261128/us-east-1/s3/aws4_request, SignedHeaders=host, Signature="
                    + new string('0', 64),
                ["x-amz-content-sha256"] = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                ["x-amz-trailer"] = "x-amz-checksum-sha256",
                ["x-amz-decoded-content-length"] = "5",
            },
            Body = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(body)),
        };

    private static async Task AssertCodeAsync(string code, Func<Task> work)
    {
        AmazonS3Exception error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(work);
        Assert.Equal(code, error.ErrorCode);
    }
}
