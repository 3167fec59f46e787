using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// Which bodies are sent only after the service's "100 Continue": Glacier's large ones always, and of a bucket's those
/// that must not overwrite an object. Each from a thread that may block, and from one of the pool.
/// </summary>
public sealed class ContinueTests : IDisposable
{
    private const int MiB = 1 << 20;
    private const string Taken =
        "HTTP/1.1 412 Precondition Failed\r\nContent-Type: application/xml\r\nContent-Length: 109\r\n\r\n"
        + "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + "<Error><Code>PreconditionFailed</Code><Message>There.</Message></Error>";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BlockingThreads _threads = new(1);

    public void Dispose() => _threads.Dispose();

    [Theory]
    [InlineData(true, 8 * MiB, true)]
    [InlineData(false, 8 * MiB, true)]
    [InlineData(true, 1000, false)]
    [InlineData(false, 1000, false)]
    public async Task Of_a_bucket_s_objects_the_large_ones_ask_and_of_its_parts_none(bool blocks, int size, bool asks)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            new Answer(
                200,
                [],
                ("ETag", "\"e\""),
                ("x-amz-checksum-sha256", Convert.ToBase64String(Sha256Digest.Of([]).Bytes))
            )
        );
        using S3Bucket bucket = Open(service.Endpoint);

        await RunAsync(
            blocks,
            () => bucket.PutAsync("a", new MemoryStream(new byte[size]), new ObjectTraits(), default)
        );
        await RunAsync(blocks, () => bucket.UploadPartAsync("a", "u", 1, new MemoryStream(new byte[size]), default));

        Assert.Equal(
            [asks ? "100-continue" : null, null],
            service.Requests.Select(request => request.Headers.GetValueOrDefault("Expect"))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Glacier_s_large_bodies_ask_and_wait_for_the_answer(bool blocks)
    {
        string? head = null;
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                head = await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(connection, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            }
        );
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = service.Endpoint,
                MaxRetries = 0,
            }
        );
        using var body = new Bodies.Zeros(8 * MiB);

        await Assert.ThrowsAnyAsync<GlacierServiceException>(() =>
            RunAsync(
                blocks,
                async () =>
                {
                    await client.UploadPartAsync(
                        new("v", "u", new ByteRange(0, body.Length - 1), body, default),
                        default
                    );
                    return true;
                }
            )
        );

        Assert.Contains("Expect: 100-continue", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, body.Position);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_an_object_whose_key_is_taken_not_a_byte_is_read(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(connection, Taken);
            }
        );
        using S3Bucket bucket = Open(service.Endpoint);
        using var body = new Bodies.Zeros(8 * MiB);

        BucketException error = await Assert.ThrowsAsync<BucketException>(() =>
            RunAsync(blocks, () => bucket.PutAsync("a", body, new ObjectTraits(), default))
        );

        Assert.True(error.IsTaken);
        Assert.Equal(0, body.Position);
    }

    [Fact]
    public async Task Where_no_continue_comes_the_body_is_sent_from_the_thread_that_may_block_and_none_asked_again()
    {
        var heads = new List<string>();
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                while (true)
                {
                    string head = await SilentService.ReadHeadAsync(connection);
                    lock (heads)
                    {
                        heads.Add(head);
                    }

                    byte[] buffer = new byte[MiB];
                    for (int left = LengthIn(head); left > 0; )
                    {
                        left -= await connection.ReadAsync(buffer.AsMemory(0, Math.Min(left, MiB)));
                    }

                    await SilentService.SayAsync(
                        connection,
                        "HTTP/1.1 200 OK\r\nETag: e\r\nContent-Length: 0\r\nx-amz-checksum-sha256: "
                            + Convert.ToBase64String(Sha256Digest.Of([]).Bytes)
                            + "\r\n\r\n"
                    );
                }
            }
        );
        using S3Bucket bucket = Open(service.Endpoint);
        for (int i = 0; i < 2; i++)
        {
            using var body = new Watched(2 * MiB);
            await RunAsync(true, () => bucket.PutAsync("a", body, new ObjectTraits(), default));
            Assert.Equal([true], body.ReadByBlocking);
        }

        // The second connection has the body of the first object, and all of the second.
        await service.AssertConnectionsAsync(2);
        Assert.Equal(
            [true, false, false],
            heads.Select(head => head.Contains("Expect:", StringComparison.OrdinalIgnoreCase))
        );
    }

    private static int LengthIn(string head) =>
        int.Parse(
            head.Split("\r\n")
                .Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                .Split(':')[1],
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static S3Bucket Open(Uri endpoint) =>
        S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = endpoint,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
            }
        );

    private Task<T> RunAsync<T>(bool blocks, Func<Task<T>> request) =>
        (
            blocks
                ? Task.Factory.StartNew(request, CancellationToken.None, TaskCreationOptions.None, _threads).Unwrap()
                : Task.Run(request)
        ).WaitAsync(Patience);

    /// <summary>Bytes that know by what threads they were read.</summary>
    private sealed class Watched(int length) : MemoryStream(new byte[length])
    {
        public HashSet<bool> ReadByBlocking { get; } = [];

        public override int Read(byte[] buffer, int offset, int count)
        {
            ReadByBlocking.Add(BlockingThreads.CanBlock);
            return base.Read(buffer, offset, count);
        }
    }
}
