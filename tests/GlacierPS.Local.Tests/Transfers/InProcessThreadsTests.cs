using GlacierPS.Aws;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>The service inside the process leaves the threads of its client's transfers to them.</summary>
public sealed class InProcessThreadsTests
{
    [Fact]
    public async Task The_service_takes_a_body_in_on_the_pool()
    {
        await using Service service = await Service.StartAsync(Transport.Memory);
        using GlacierClient client = GlacierClient.Create(
            new GlacierClientOptions
            {
                Region = "us-east-1",
                EndpointUrl = new Uri("http://glacier.local.invalid"),
                AccessKeyId = "LOCAL",
                SecretAccessKey = "local",
                Transport = () => new LocalGlacierHandler(service.Glacier),
            }
        );
        await client.CreateVaultAsync("v", default);
        var data = new byte[4 << 20];
        new Random(1).NextBytes(data);
        var hashes = new BodyHashes(TreeHash.Of(data), Sha256Digest.Of(data));
        using var body = new Watched(data);
        using var threads = new BlockingThreads(1);

        StoredArchive stored = await Task
            .Factory.StartNew(
                () => client.UploadArchiveAsync(new("v", body, hashes, null), default),
                CancellationToken.None,
                TaskCreationOptions.None,
                threads
            )
            .Unwrap();

        Assert.Equal(hashes.Tree, stored.TreeHash);
        Assert.Equal([false], body.ReadByWaiting);
    }

    /// <summary>Bytes that know by what threads they were read.</summary>
    private sealed class Watched(byte[] data) : MemoryStream(data)
    {
        public HashSet<bool> ReadByWaiting { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadByWaiting.Add(BlockingThreads.CanBlock);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
