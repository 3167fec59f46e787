using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.StrictBucket;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>Bodies that know their SHA-256 are sent over HTTPS with it in a trailer, and not hashed again.</summary>
public sealed class TrailerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glacierps-trailer-");
    private readonly StrictBucket.StrictBucket _strict;
    private readonly S3Bucket _bucket;

    public TrailerTests()
    {
        _strict = new StrictBucket.StrictBucket(_folder.FullName);
        _bucket = S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = new Uri("https://bucket.invalid"),
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                Transport = () => new BucketHandler(_strict),
            }
        );
    }

    public void Dispose()
    {
        _bucket.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 3)]
    [InlineData((64 << 10) - 1, 1 << 20)]
    [InlineData(64 << 10, 1 << 20)]
    [InlineData((5 << 20) + 7, 100_000)]
    public async Task Objects_and_parts_arrive_whole_with_the_hash_that_the_body_knows(int size, int mostAtOnce)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var digest = Sha256Digest.Of(bytes);
        using var put = new Hashed(bytes, digest, mostAtOnce);

        Assert.Equal(digest, await _bucket.PutAsync("a", put, Traits, default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Assert.Single(_strict.Objects).Path));
        Assert.True(put.WasAsked);

        string upload = await _bucket.CreateUploadAsync("b", Traits, default);
        using var part = new Hashed(bytes, digest, mostAtOnce);
        BucketPart sent = await _bucket.UploadPartAsync("b", upload, 1, part, default);
        Assert.Equal((size, digest), (sent.SizeInBytes, sent.Sha256));
        Assert.True(part.WasAsked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task What_is_sent_is_to_the_byte_what_the_SDK_would_send(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        using var ours = new TrailedBody(new MemoryStream(bytes), new Hashed([], Sha256Digest.Of(bytes), 0));
        using var sdks = new TrailingHeadersWrapperStream(
            new MemoryStream(bytes),
            new Dictionary<string, string> { [TrailedBody.Name] = "" },
            CoreChecksumAlgorithm.SHA256,
            new CachedChecksum { OnComplete = _ => { } }
        );
        using var sent = new MemoryStream();
        using var expected = new MemoryStream();

        await ours.CopyToAsync(sent);
        await sdks.CopyToAsync(expected);

        Assert.Equal(expected.ToArray(), sent.ToArray());
        Assert.Equal(sent.Length, ours.Length);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_of_the_hash_are_refused_by_the_bucket()
    {
        using var body = new Hashed([1, 2, 3], Sha256Digest.Of([1, 2, 4]), 3);

        BucketException error = await Assert.ThrowsAsync<BucketException>(() =>
            _bucket.PutAsync("a", body, Traits, default)
        );

        Assert.Equal(("BadDigest", true), (error.Code, error.CanRetry));
        Assert.Empty(_strict.Objects);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_an_error()
    {
        using var body = new Hashed([1, 2, 3], Sha256Digest.Of([1, 2, 3]), 3) { Announced = 4 };

        await Assert.ThrowsAnyAsync<Exception>(() => _bucket.PutAsync("a", body, Traits, default));

        Assert.Empty(_strict.Objects);
    }

    [Fact]
    public async Task Other_bodies_are_hashed_as_they_are_sent()
    {
        using var body = new MemoryStream([1, 2, 3]);

        Assert.Equal(Sha256Digest.Of([1, 2, 3]), await _bucket.PutAsync("a", body, Traits, default));
    }

    private static Core.Copy.ObjectTraits Traits => new() { StorageClass = "STANDARD" };

    private sealed class Hashed(byte[] bytes, Sha256Digest digest, int mostAtOnce) : MemoryStream(bytes), IHashedBody
    {
        public bool WasAsked { get; private set; }

        public long? Announced { get; init; }

        public override long Length => Announced ?? base.Length;

        public Sha256Digest Sha256
        {
            get
            {
                WasAsked = true;
                return Position == base.Length ? digest : throw new InvalidOperationException("It was not read.");
            }
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, mostAtOnce));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, mostAtOnce)], cancellationToken);
    }
}
