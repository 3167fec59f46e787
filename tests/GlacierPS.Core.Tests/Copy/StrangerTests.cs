using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using GlacierPS.Aws.Tests.Buckets;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>The whole way against stores that nobody here wrote: moto's S3, and Ceph's.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task The_whole_way_works_against_moto()
    {
        await using MotoServer moto = await MotoServer.StartAsync();
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("AKIDEXAMPLE", "test-secret"),
            new AmazonS3Config { ServiceURL = moto.Url.AbsoluteUri, ForcePathStyle = true }
        );
        await client.PutBucketAsync("archive");
        using CopyScene scene = await CopyScene.StartAsync();
        await GoTheWholeWayAsync(scene, moto.Url, client);
    }

    [Fact(Explicit = true)]
    public async Task The_whole_way_works_against_Ceph_as_soon_as_it_keeps_checksums()
    {
        await using CephStore ceph = await CephStore.StartAsync();
        using AmazonS3Client client = ceph.Client();
        await client.PutBucketAsync("archive");
        using CopyScene scene = await CopyScene.StartAsync();
        if (ceph.HasChecksums)
        {
            await GoTheWholeWayAsync(scene, ceph.Url, client);
            return;
        }

        await scene.StoreAsync(1);
        BucketException error = await Assert.ThrowsAsync<BucketException>(() =>
            scene.RunAsync(options => options with { StorageClass = "STANDARD" }, scene.Open(url: ceph.Url))
        );
        Assert.Equal(("ChecksumMissing", 0), (error.ErrorId, scene.Service.JobsStarted));
    }

    [Fact(Explicit = true)]
    public async Task Ceph_without_the_storage_class_is_refused_before_a_job_is_paid_for()
    {
        await using CephStore ceph = await CephStore.StartAsync();
        using AmazonS3Client client = ceph.Client();
        await client.PutBucketAsync("archive");
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1);
        BucketException error = await Assert.ThrowsAsync<BucketException>(() =>
            scene.RunAsync(bucket: scene.Open(url: ceph.Url))
        );
        Assert.Equal(ceph.HasChecksums ? "StorageClassRefused" : "ChecksumMissing", error.ErrorId);
        Assert.Equal(0, scene.Service.JobsStarted);
        Assert.Empty((await client.ListObjectsV2Async(new() { BucketName = "archive" })).S3Objects ?? []);
    }

    private static async Task GoTheWholeWayAsync(CopyScene scene, Uri url, AmazonS3Client client)
    {
        await scene.StoreAsync(1, 5000, 9 * CopyScene.MiB + 1);
        IBucket bucket = scene.Open(url: url);
        await scene.RunAsync(options => options with { Prefix = "v/", StorageClass = "STANDARD" }, bucket);
        Assert.Empty(scene.Failed);
        Assert.Equal(3, scene.Copied.Count(copied => copied.Verified));
        await scene.RunAsync(options => options with { Prefix = "v/", StorageClass = "STANDARD" }, bucket);
        Assert.Equal(3, scene.Copied.Count(copied => copied.WasThere));
        Assert.Equal(3, scene.Service.JobsStarted);

        List<CopyTest> tests = await new CopyProof(bucket, "v/", scene.Catalog, 4).TestAsync(default).ToListAsync();
        Assert.Equal([CopyStatus.Proven, CopyStatus.Proven, CopyStatus.Proven], tests.Select(test => test.Status));

        scene.Service.Time.Advance(TimeSpan.FromDays(2));
        using var folder = new TempFolder();
        var places = tests.ToDictionary(
            test => (test.VaultName, test.ArchiveId),
            test => new CopyPlace(bucket, test.Entry!)
        );
        var restored = new ConcurrentQueue<RestoredArchive>();
        var restore = new ArchiveRestore(
            new CopiedVaults(scene.Service.Glacier, places, scene.Service.Time),
            new RestoreOptions { Folder = folder.File("back"), Time = scene.Service.Time }
        );
        RestorePlan plan = await restore.PlanAsync([.. scene.Catalog.Read().Select(RestoreItem.Of)], default);
        await restore.RunAsync(plan, restored.Enqueue, (_, error) => throw error, default);
        Assert.Equal(3, restored.Count(archive => archive.Verified));
        Assert.Empty((await client.ListMultipartUploadsAsync("archive")).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Rclone_lists_names_sizes_and_times_of_what_was_copied()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync(1, 5000, 9 * CopyScene.MiB + 1);
        await scene.RunAsync(options => options with { Prefix = "v/", StorageClass = "STANDARD" });
        await using BucketServer server = await BucketServer.StartAsync(scene.Bucket);
        var start = new ProcessStartInfo(
            "rclone",
            ["lsjson", "-R", "--files-only", "--config", "/dev/null", ":s3:archive/v/a"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string Name, string Value)[] settings =
        [
            ("PROVIDER", "Other"),
            ("ENDPOINT", server.Url.AbsoluteUri),
            ("REGION", "us-east-1"),
            ("ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("SECRET_ACCESS_KEY", "test-secret"),
            ("LIST_VERSION", "2"),
            ("LIST_URL_ENCODE", "false"),
        ];
        foreach ((string name, string value) in settings)
        {
            start.Environment["RCLONE_S3_" + name] = value;
        }

        // rclone's own transport takes no other bundle of certificates, and there are none to check here.
        start.Environment.Remove("AWS_CA_BUNDLE");
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"rclone is not installed: {error.Message}");
        }

        using (process)
        {
            Task<string> errors = process!.StandardError.ReadToEndAsync();
            string listed = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            Assert.Equal(
                [("0.bin", 1), ("1.bin", 5000), ("2.bin", 9 * CopyScene.MiB + 1)],
                JsonDocument
                    .Parse(listed)
                    .RootElement.EnumerateArray()
                    .Select(file => (file.GetProperty("Path").GetString()!, file.GetProperty("Size").GetInt32()))
                    .Order()
            );
            Assert.All(
                JsonDocument.Parse(listed).RootElement.EnumerateArray(),
                file =>
                    Assert.Equal(
                        new DateTime(2016, 2, 3, 4, 5, 6, DateTimeKind.Utc),
                        file.GetProperty("ModTime").GetDateTime().ToUniversalTime()
                    )
            );
        }
    }
}
