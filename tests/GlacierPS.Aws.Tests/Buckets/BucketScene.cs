using Amazon.Runtime;
using Amazon.S3;
using GlacierPS.StrictBucket;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>A strict bucket, and the SDK's own client of it: in this process, or over HTTP.</summary>
internal sealed class BucketScene : IAsyncDisposable
{
    public const string Name = "archive";

    private readonly string _folder = Directory.CreateTempSubdirectory("strict-bucket-").FullName;
    private BucketServer? _server;

    private BucketScene() => Bucket = new StrictBucket.StrictBucket(_folder);

    public StrictBucket.StrictBucket Bucket { get; }

    public AmazonS3Client Client { get; private set; } = null!;

    public static BucketScene InProcess()
    {
        var scene = new BucketScene();
        scene.Client = ClientOf(new Uri("http://bucket.invalid"), new Handlers(scene.Bucket));
        return scene;
    }

    public static async Task<BucketScene> OverHttpAsync()
    {
        var scene = new BucketScene();
        scene._server = await BucketServer.StartAsync(scene.Bucket);
        scene.Client = ClientOf(scene._server.Url);
        return scene;
    }

    public static AmazonS3Client ClientOf(Uri url, HttpClientFactory? factory = null, string region = "us-east-1") =>
        new(
            new BasicAWSCredentials("AKIDEXAMPLE", "test-secret"),
            new AmazonS3Config
            {
                ServiceURL = url.AbsoluteUri,
                AuthenticationRegion = region,
                ForcePathStyle = true,
                MaxErrorRetry = 0,
                HttpClientFactory = factory,
            }
        );

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Handlers(StrictBucket.StrictBucket bucket) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new BucketHandler(bucket));
    }
}
