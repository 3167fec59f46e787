using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>
/// A bucket that falls silent, at each stage of a request: every request ends, on a thread that may block and on one of
/// the pool, and says what happened.
/// </summary>
public sealed class SilentBucketTests : IDisposable
{
    private const string Half =
        "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n"
        + "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>archive</Name>";

    // Of what sends something before it falls silent: long enough for that on a busy machine.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BlockingThreads _threads = new(1);

    public void Dispose() => _threads.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bucket_that_accepts_and_says_nothing_is_given_up(bool blocks)
    {
        await using var service = SilentService.Start((_, _) => Task.CompletedTask);
        using S3Bucket bucket = Open(service);

        string error = await FailsAsync(blocks, () => bucket.HeadAsync("a", default));

        Assert.Contains(
            $"{service.Endpoint} fell silent during HeadObject: nothing was heard for 0.3 seconds.",
            error,
            StringComparison.Ordinal
        );

        // A silence costs a minute: once more, not four times.
        await service.AssertConnectionsAsync(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_made_again_after_a_silence(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, number) =>
            {
                if (number > 0)
                {
                    await SilentService.ReadHeadAsync(connection);
                    await SilentService.SayAsync(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                }
            }
        );

        // Long enough for the second connection to be served, however busy the machine is.
        using S3Bucket bucket = Open(service, TimeSpan.FromSeconds(5));

        Assert.Null(await RunAsync(blocks, () => bucket.HeadAsync("a", default)));
        await service.AssertConnectionsAsync(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_stops_coming_is_given_up(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(connection, Half);
            }
        );
        using S3Bucket bucket = Open(service, Pause);

        string error = await FailsAsync(
            blocks,
            async () =>
            {
                await foreach (string key in bucket.ListAsync("", default))
                {
                    Assert.Fail(key);
                }

                return true;
            }
        );

        Assert.Contains(
            "fell silent during ListObjectsV2: no byte came for 2 seconds.",
            error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_whose_reason_stops_coming_is_told_by_its_status(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(
                    connection,
                    "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n<?xml"
                );
            }
        );
        using S3Bucket bucket = Open(service, Pause);

        BucketException error = await Assert.ThrowsAsync<BucketException>(() =>
            RunAsync(blocks, () => bucket.CreateUploadAsync("a", new ObjectTraits(), default))
        );

        Assert.Equal("BucketAccessDenied", error.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_stops_coming_is_given_up(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(
                    connection,
                    "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + new string('x', 600)
                );
            }
        );
        using S3Bucket bucket = Open(service, Pause);
        int came = 0;

        string error = await FailsAsync(
            blocks,
            async () =>
            {
                await using Stream body = await bucket.GetAsync("a", null, default);
                byte[] buffer = new byte[1000];
                for (int read; (read = await body.ReadAsync(buffer)) > 0; )
                {
                    came += read;
                }

                return true;
            }
        );

        Assert.Equal(600, came);
        Assert.Contains("fell silent during GetObject: no byte came for 2 seconds.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_part_that_nobody_takes_or_nobody_answers_is_given_up(bool blocks, bool isTaken)
    {
        const int Size = 64 << 20;
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                string head = await SilentService.ReadHeadAsync(connection);
                if (head.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
                {
                    await SilentService.SayAsync(connection, "HTTP/1.1 100 Continue\r\n\r\n");
                }

                byte[] buffer = new byte[1 << 20];
                for (long taken = 0; taken < (isTaken ? Size : 1000); )
                {
                    taken += await connection.ReadAsync(buffer);
                }
            }
        );
        using S3Bucket bucket = Open(service, Pause);
        using var body = new Bodies.Zeros(Size);

        string error = await FailsAsync(blocks, () => bucket.UploadPartAsync("a", "u", 1, body, default));

        Assert.Equal(isTaken, body.Position == Size);
        Assert.Contains(
            "fell silent during UploadPart: nothing was heard for 2 seconds.",
            error,
            StringComparison.Ordinal
        );
        await service.AssertConnectionsAsync(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_takes_long_while_something_comes_is_waited_for(bool blocks)
    {
        await using var service = SilentService.Start(
            async (connection, _) =>
            {
                await SilentService.ReadHeadAsync(connection);
                await SilentService.SayAsync(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 15; i++)
                {
                    await SilentService.SayAsync(connection, "1\r\n \r\n");
                    await Task.Delay(200);
                }

                string xml = "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
                await SilentService.SayAsync(connection, $"{xml.Length:x}\r\n{xml}\r\n0\r\n\r\n");
            }
        );
        using S3Bucket bucket = Open(service, TimeSpan.FromSeconds(2));

        await RunAsync(
            blocks,
            async () =>
            {
                await bucket.CompleteUploadAsync(
                    "a",
                    "u",
                    [new BucketPart(1, 1, "e", Sha256Digest.Of([1]))],
                    1,
                    default
                );
                return true;
            }
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_this_side_takes_to_get_a_body_is_no_silence_of_the_bucket(bool blocks)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(new Answer(200, [], ("ETag", "\"e\"")));
        using S3Bucket bucket = Open(service.Endpoint, TimeSpan.FromSeconds(1));
        using var body = new Held(TimeSpan.FromSeconds(3));

        BucketPart part = await RunAsync(blocks, () => bucket.UploadPartAsync("a", "u", 1, body, default));

        Assert.Equal("\"e\"", part.ETag);
    }

    [Fact]
    public async Task A_watch_counts_only_what_is_waited_for()
    {
        using var watch = new Aws.Runtime.InactivityWatch(TimeSpan.FromMilliseconds(50), default);
        watch.Work();
        await Task.Delay(500);
        Assert.False(watch.HasPassed);

        watch.Wait();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Patience, watch.Token));
        Assert.True(watch.HasPassed);
    }

    private static S3Bucket Open(SilentService service, TimeSpan? timeout = null) => Open(service.Endpoint, timeout);

    private static S3Bucket Open(Uri endpoint, TimeSpan? timeout) =>
        S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = endpoint,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                RetryDelay = TimeSpan.FromMilliseconds(1),
                Timeout = timeout ?? TimeSpan.FromSeconds(0.3),
            }
        );

    private async Task<string> FailsAsync<T>(bool blocks, Func<Task<T>> request) =>
        (await Assert.ThrowsAsync<GlacierConnectionException>(() => RunAsync(blocks, request))).Message;

    private Task<T> RunAsync<T>(bool blocks, Func<Task<T>> request) =>
        (
            blocks
                ? Task.Factory.StartNew(request, CancellationToken.None, TaskCreationOptions.None, _threads).Unwrap()
                : Task.Run(request)
        ).WaitAsync(Patience);

    /// <summary>A body whose only read takes long.</summary>
    private sealed class Held(TimeSpan pause) : MemoryStream(new byte[100_000])
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            Pause().Wait();
            return base.Read(buffer, offset, count);
        }

        public override async Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        )
        {
            await Pause();
            return base.Read(buffer, offset, count);
        }

        private Task Pause() => Position == 0 ? Task.Delay(pause) : Task.CompletedTask;
    }
}
