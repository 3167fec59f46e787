using System.Collections.Concurrent;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>A vault at the local service, its catalogue, and a strict bucket to copy it into.</summary>
internal sealed class CopyScene : IDisposable
{
    public const int MiB = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, byte[]> _contents = [];
    private readonly List<IDisposable> _open = [];

    private CopyScene(LocalService service)
    {
        Service = service;
        Directory.CreateDirectory(_folder.File("bucket"));
        Bucket = new StrictBucket.StrictBucket(_folder.File("bucket"));
        Catalog = new VaultCatalog(_folder.File("catalog"), "photos");
    }

    public LocalService Service { get; }

    public StrictBucket.StrictBucket Bucket { get; }

    public VaultCatalog Catalog { get; }

    public ConcurrentQueue<CopiedArchive> Copied { get; } = new();

    public ConcurrentQueue<(CatalogArchive Archive, Exception Error)> Failed { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    /// <summary>The objects that are copies.</summary>
    public IEnumerable<StoredObject> Objects => Bucket.Objects;

    public static async Task<CopyScene> StartAsync() => new(await LocalService.StartAsync());

    /// <summary>Stores an archive, and notes it in the catalogue.</summary>
    public async Task<string> StoreAsync(byte[] content, string name, string? description = null)
    {
        using var body = new MemoryStream(content);
        using var hasher = new BodyHasher();
        hasher.Append(content);
        BodyHashes hashes = hasher.Finish();
        description ??= ArchiveDescription.Write(name, new DateTime(2016, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        StoredArchive created = await Service.Glacier.UploadArchiveAsync(
            new UploadArchiveRequest("photos", body, hashes, description),
            default
        );
        Catalog.Add(
            new SentArchive
            {
                VaultName = "photos",
                ArchiveId = created.ArchiveId,
                Location = created.Location,
                SHA256TreeHash = hashes.Tree,
                SizeInBytes = content.Length,
                Description = description,
            },
            Service.Time.GetUtcNow().UtcDateTime
        );
        Service.Time.Advance(TimeSpan.FromSeconds(1));
        _contents[created.ArchiveId] = content;
        Service.Requests.Clear();
        return created.ArchiveId;
    }

    /// <summary>Stores archives of sizes, called 0.bin, 1.bin and so on.</summary>
    public async Task StoreAsync(params int[] sizes)
    {
        var random = new Random(1);
        for (int i = 0; i < sizes.Length; i++)
        {
            byte[] content = new byte[sizes[i]];
            random.NextBytes(content);
            await StoreAsync(content, $"a/{i}.bin");
        }
    }

    public IBucket Open(string region = "us-east-1", string name = "archive", string? owner = null, Uri? url = null)
    {
        var bucket = S3Bucket.Open(
            new BucketOptions
            {
                Name = name,
                Region = region,
                EndpointUrl = url ?? new Uri("http://bucket.local.invalid"),
                ExpectedOwner = owner,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                Transport = url is null ? () => new BucketHandler(Bucket) : null,
            }
        );
        _open.Add(bucket);
        return bucket;
    }

    public ArchiveCopy Begin(Func<CopyOptions, CopyOptions>? change = null, IBucket? bucket = null)
    {
        var options = new CopyOptions
        {
            Region = "us-east-1",
            PartSize = 8 * MiB,
            Time = Service.Time,
            RetryDelay = TimeSpan.FromMilliseconds(5),
        };
        return new ArchiveCopy(
            Service.Glacier,
            Catalog,
            bucket ?? Open(),
            change?.Invoke(options) ?? options,
            Notes.Enqueue,
            Notes.Enqueue
        );
    }

    public async Task RunAsync(
        Func<CopyOptions, CopyOptions>? change = null,
        IBucket? bucket = null,
        CancellationToken cancellationToken = default
    )
    {
        Copied.Clear();
        Failed.Clear();
        await Begin(change, bucket)
            .RunAsync(
                () => Catalog.Read(),
                Copied.Enqueue,
                (archive, error) => Failed.Enqueue((archive, error)),
                cancellationToken
            );
    }

    /// <summary>Fails unless the bucket has one right object for each archive, and nothing that is open.</summary>
    public void AssertAllCopied()
    {
        Assert.Empty(Failed);
        Assert.Empty(Bucket.Uploads);
        Assert.Equal(_contents.Count, Objects.Count());
        Assert.Equal(
            _contents.Keys.Order(StringComparer.Ordinal),
            Objects.Select(o => o.Traits.Metadata["glacier-archive-id"]).Order(StringComparer.Ordinal)
        );
        foreach (StoredObject o in Objects)
        {
            Assert.Equal(_contents[o.Traits.Metadata["glacier-archive-id"]], File.ReadAllBytes(o.Path));
            Assert.NotNull(o.Sha256);
        }
    }

    public void Dispose()
    {
        _open.ForEach(bucket => bucket.Dispose());
        Service.Dispose();
        CatalogConnections.CloseBelow(_folder.Path);
        _folder.Dispose();
    }
}
