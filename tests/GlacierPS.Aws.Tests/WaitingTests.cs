using System.Diagnostics;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// Calls from threads that may wait do all their waiting there, and still end when they are cancelled, refused or left
/// without an answer.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class WaitingTests : IDisposable
{
    private const int Size = 8 << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private readonly BlockingThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task A_part_is_read_and_sent_on_the_thread_that_calls()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));
        using GlacierClient client = Clients.For(service);
        byte[] data = RandomBytes(Size);
        using var body = new Watched(data);

        await WaitAsync(() => client.UploadPartAsync(Part(body), default));

        Assert.Equal(data, service.Request.Body);
        Assert.Equal([true], body.ReadByWaiting);
    }

    [Fact]
    public async Task An_output_is_read_on_the_thread_that_calls()
    {
        byte[] data = RandomBytes(Size);
        await using LoopbackService service = await LoopbackService.StartAsync(new Answer(200, data));
        using GlacierClient client = Clients.For(service);
        var came = new MemoryStream();
        bool stayed = true;

        await WaitAsync(async () =>
        {
            using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
            Thread thread = Thread.CurrentThread;
            var buffer = new byte[1 << 20];
            for (int read; (read = await output.Body.ReadAsync(buffer)) > 0; )
            {
                came.Write(buffer, 0, read);
                stayed &= Thread.CurrentThread == thread;
            }
        });

        Assert.Equal(data, came.ToArray());
        Assert.True(stayed);
    }

    [Fact]
    public async Task A_connection_is_used_again_by_waiting_calls()
    {
        var connections = new HashSet<string>();
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            connections.Add(http.Connection.Id);
            await LoopbackService.WriteAsync(http, new Answer(200, new byte[100_000]));
        });
        using GlacierClient client = Clients.For(service);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(100_000, await DrainAsync(client, CancellationToken.None));
        }

        Assert.Single(connections);
    }

    [Fact]
    public async Task More_calls_than_threads_take_turns()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(new Answer(200, new byte[1_000_000]));
        using GlacierClient client = Clients.For(service);

        long[] came = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => DrainAsync(client, CancellationToken.None))
        );

        Assert.All(came, length => Assert.Equal(1_000_000, length));
    }

    [Fact]
    public async Task An_output_that_falls_silent_is_given_up()
    {
        await using LoopbackService service = await LoopbackService.StartSilentAsync(600);
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = service.Endpoint,
                Timeout = TimeSpan.FromSeconds(0.3),
                MaxRetries = 0,
            }
        );

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => DrainAsync(client, CancellationToken.None));

        Assert.Contains("600 of 1000 bytes: no byte came for 0.3 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_breaks_off_says_how_far_it_came()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartBreakingAsync(600, arrived.Task);
        using GlacierClient client = Clients.For(service);
        Task<long> draining = DrainAsync(client, CancellationToken.None);
        await Task.Delay(300);
        arrived.SetResult();

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => draining);

        Assert.Contains("after 600 of 1000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(600)]
    public async Task An_output_that_is_cancelled_while_nothing_comes_ends_soon(int? sent)
    {
        await using LoopbackService service = await LoopbackService.StartSilentAsync(sent);

        await CancelAndEndSoonAsync(service);
    }

    [Fact]
    public async Task An_output_that_is_cancelled_while_it_drips_in_ends_soon()
    {
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            http.Response.ContentLength = 1000;
            for (int sent = 0; sent < 1000; sent++)
            {
                await http.Response.Body.WriteAsync(new byte[1], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(50, http.RequestAborted);
            }
        });

        await CancelAndEndSoonAsync(service);
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_while_nobody_takes_its_bytes_ends_soon()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[1000]);
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using GlacierClient client = Clients.For(service);
        using var cancellation = new CancellationTokenSource();
        using var body = new Bodies.Zeros(256 << 20);
        Task upload = WaitAsync(() => client.UploadPartAsync(Part(body), cancellation.Token));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(200);
        var clock = Stopwatch.StartNew();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task An_upload_whose_bytes_nobody_takes_is_given_up()
    {
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[1000]);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = service.Endpoint,
                Timeout = TimeSpan.FromSeconds(0.5),
                MaxRetries = 0,
            }
        );
        using var body = new Bodies.Zeros(256 << 20);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            WaitAsync(() => client.UploadPartAsync(Part(body), default))
        );

        Assert.Contains("nothing was heard for 0.5 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_archive_for_a_vault_that_is_not_there_is_refused_before_it_is_sent()
    {
        await using LoopbackService service = await LoopbackService.StartRawAsync(http =>
            LoopbackService.WriteAsync(
                http,
                Answer.Error(404, "ResourceNotFoundException", "Vault not found for ARN: a")
            )
        );
        using GlacierClient client = Clients.For(service);
        using var body = new Bodies.Zeros(Size);

        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            WaitAsync(() => client.UploadArchiveAsync(new("v", body, default, null), default))
        );

        Assert.Equal(0, body.Position);
    }

    [Fact]
    public async Task A_part_that_is_refused_for_now_is_sent_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(503, "ServiceUnavailableException", "later"),
            Answer.Empty(204)
        );
        using GlacierClient client = Clients.For(service);
        byte[] data = RandomBytes(Size);

        await WaitAsync(() => client.UploadPartAsync(Part(new MemoryStream(data)), default));

        Assert.Equal(2, service.Requests.Count);
        Assert.Equal(data, service.Requests[^1].Body);
    }

    private static byte[] RandomBytes(int length)
    {
        var data = new byte[length];
        new Random(1).NextBytes(data);
        return data;
    }

    private static UploadPartRequest Part(Stream body) =>
        new("v", "u", new ByteRange(0, body.Length - 1), body, default);

    private async Task CancelAndEndSoonAsync(LoopbackService service)
    {
        using GlacierClient client = Clients.For(service);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DrainAsync(client, cancellation.Token));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
    }

    private Task WaitAsync(Func<Task> call) =>
        Task
            .Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, _threads)
            .Unwrap()
            .WaitAsync(TimeSpan.FromSeconds(60));

    private async Task<long> DrainAsync(GlacierClient client, CancellationToken cancellationToken)
    {
        long total = 0;
        await WaitAsync(async () =>
        {
            using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), cancellationToken);
            var buffer = new byte[1 << 16];
            for (int read; (read = await output.Body.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                total += read;
            }
        });
        return total;
    }

    /// <summary>Bytes that know by what threads they were read.</summary>
    private sealed class Watched(byte[] data) : MemoryStream(data)
    {
        public HashSet<bool> ReadByWaiting { get; } = [];

        public override int Read(Span<byte> buffer)
        {
            ReadByWaiting.Add(BlockingThreads.CanBlock);
            return base.Read(buffer);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadByWaiting.Add(BlockingThreads.CanBlock);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
