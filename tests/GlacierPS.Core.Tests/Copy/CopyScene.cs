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
    private readonly List<(SentArchive Archive, DateTime At)> _sent = [];
    private readonly List<IDisposable> _open = [];

    private CopyScene(LocalService service)
    {
        Service = service;
        Directory.CreateDirectory(_folder.File("bucket"));
        Bucket = new StrictBucket.StrictBucket(_folder.File("bucket")) { Time = service.Time };
        Catalog = new VaultCatalog(_folder.File("catalog"), "photos");
    }

    public LocalService Service { get; }

    public StrictBucket.StrictBucket Bucket { get; }

    public VaultCatalog Catalog { get; }

    public ConcurrentQueue<CopiedArchive> Copied { get; } = new();

    public ConcurrentQueue<(CatalogArchive Archive, Exception Error)> Failed { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    /// <summary>The objects that are copies.</summary>
    public IEnumerable<StoredObject> Objects =>
        Bucket.Objects.Where(o => o.Traits.Metadata.ContainsKey("glacier-archive-id"));

    /// <summary>What the manifests list, in their order.</summary>
    public IEnumerable<Manifest> Manifests =>
        Bucket
            .Objects.Where(o => o.Traits.Metadata.ContainsKey("glacier-manifest") && !o.Key.Contains("_bundles/"))
            .Select(o => Manifest.Read(File.ReadAllBytes(o.Path), o.Key));

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
        _sent.Add(
            (
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
            )
        );
        Catalog.Add(_sent[^1].Archive, _sent[^1].At);
        Service.Time.Advance(TimeSpan.FromSeconds(1));
        _contents[created.ArchiveId] = content;
        Service.ClearRequests();
        return created.ArchiveId;
    }

    /// <summary>Loses all that this machine knew, and makes the catalogue anew.</summary>
    public void ForgetAll()
    {
        CatalogConnections.CloseBelow(_folder.Path);
        Directory.Delete(Catalog.Folder, recursive: true);
        _sent.ForEach(sent => Catalog.Add(sent.Archive, sent.At));
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
                EndpointUrl = url ?? new Uri("https://bucket.local.invalid"),
                ExpectedOwner = owner,
                RetryDelay = TimeSpan.FromMilliseconds(5),
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                Transport = url is null ? () => new BucketHandler(Bucket) : null,
            }
        );
        _open.Add(bucket);
        return bucket;
    }

    public ArchiveCopy Begin(
        Func<CopyOptions, CopyOptions>? change = null,
        IBucket? bucket = null,
        VaultCatalog? catalog = null,
        Func<IEnumerable<string>, IReadOnlyDictionary<string, ManifestEntry>>? known = null
    )
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
            catalog ?? Catalog,
            bucket ?? Open(),
            change?.Invoke(options) ?? options,
            Notes.Enqueue,
            Notes.Enqueue,
            known
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

    /// <summary>Stops a copy when two parts of the first archive have been sent; how many have been in all.</summary>
    public async Task<long> LeaveOpenAsync(Func<CopyOptions, CopyOptions>? change = null)
    {
        using var kill = new CancellationTokenSource();
        Service.Before = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal)
                && Bucket.Uploads.Sum(upload => upload.Parts.Count) == 2
            )
            {
                kill.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(
                options => (change?.Invoke(options) ?? options) with { ThrottleLimit = 1 },
                cancellationToken: kill.Token
            )
        );
        Service.Before = _ => { };
        Assert.Equal(2, Assert.Single(Bucket.Uploads).Parts.Count);
        return Bucket.Faults.Count("UploadPart");
    }

    /// <summary>
    /// Fails unless the bucket has one right object for each archive, manifests that list these as they are, and
    /// nothing else or open.
    /// </summary>
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

        Assert.Equal(_contents.Count + Manifests.Count(), Bucket.Objects.Count);
        Dictionary<string, ManifestEntry> listed = [];
        foreach (ManifestEntry entry in Manifests.SelectMany(manifest => manifest.Entries))
        {
            listed[entry.ArchiveId] = entry;
        }

        Assert.Equal(
            Objects.Select(o => (o.Traits.Metadata["glacier-archive-id"], o.Key, o.Sha256, o.Length)).Order(),
            listed.Values.Select(e => (e.ArchiveId, e.Key, (string?)e.ChecksumSHA256, e.SizeInBytes)).Order()
        );
    }

    /// <summary>The objects that are bundles.</summary>
    public IEnumerable<StoredObject> Bundles =>
        Bucket.Objects.Where(o => o.Traits.Metadata.ContainsKey("glacier-bundle"));

    /// <summary>The bytes of an archive as they were stored.</summary>
    public byte[] Content(string archiveId) => _contents[archiveId];

    /// <summary>What counts of the manifests, by the archives' IDs.</summary>
    public Dictionary<string, ManifestEntry> Listed()
    {
        Dictionary<string, ManifestEntry> listed = [];
        foreach (ManifestEntry entry in Manifests.SelectMany(manifest => manifest.Entries))
        {
            listed[entry.ArchiveId] = entry;
        }

        return listed;
    }

    /// <summary>
    /// Fails unless manifests list each archive, its bytes are where they say, each bundle has an index, and there is
    /// nothing else or open.
    /// </summary>
    public void AssertAllInPlace()
    {
        Assert.Empty(Failed);
        Assert.Empty(Bucket.Uploads);
        Dictionary<string, ManifestEntry> listed = Listed();
        Assert.Equal(_contents.Keys.Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Dictionary<string, StoredObject> objects = Bucket.Objects.ToDictionary(o => o.Key);
        foreach ((string id, ManifestEntry entry) in listed)
        {
            StoredObject found = objects[entry.Key];
            Assert.Equal(found.Sha256, entry.BundleChecksumSHA256 ?? entry.ChecksumSHA256);
            Assert.Equal(_contents[id], ReadAt(found.Path, entry.Offset ?? 0, entry.SizeInBytes));
        }

        Assert.Equal(
            Bundles.Select(o => o.Key).Order(StringComparer.Ordinal),
            listed.Values.Where(e => e.Offset is not null).Select(e => e.Key).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(Bundles, o => Assert.Contains(Path.ChangeExtension(o.Key, ".jsonl.gz"), objects.Keys));
        Assert.Equal(Objects.Count() + Manifests.Count() + 2 * Bundles.Count(), Bucket.Objects.Count);
    }

    private static byte[] ReadAt(string path, long offset, long length)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose()
    {
        _open.ForEach(bucket => bucket.Dispose());
        Service.Dispose();
        CatalogConnections.CloseBelow(_folder.Path);
        _folder.Dispose();
    }
}
