using System.Diagnostics;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// Bodies flow: never held in memory, never cut off while they move, let go when they are not wanted.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class StreamingTests
{
    private const int Size = 64 << 20;
    private const long LittleMemory = 16 << 20;
    private static readonly Answer Accepted = Answer.Empty(204);

    [Fact]
    public async Task A_large_part_goes_up_in_little_memory()
    {
        long arrived = 0;
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            arrived = await DrainAsync(http.Request.Body);
            await LoopbackService.WriteAsync(http, Accepted);
        });
        using GlacierClient client = Clients.For(service);
        using var body = new Bodies.Zeros(Size);
        UploadPartRequest request = Part(body);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await client.UploadPartAsync(request, default);

        Assert.Equal(Size, arrived);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, LittleMemory);
    }

    [Fact]
    public async Task A_large_output_comes_down_in_little_memory()
    {
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            http.Response.ContentLength = Size;
            var stretch = new byte[1 << 16];
            for (int sent = 0; sent < Size; sent += stretch.Length)
            {
                await http.Response.Body.WriteAsync(stretch);
            }
        });
        using GlacierClient client = Clients.For(service);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
        long came = await DrainAsync(output.Body);

        Assert.Equal((Size, Size, Size), (came, output.Length, output.TotalLength));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, LittleMemory);
    }

    [Fact]
    public async Task An_output_is_there_as_soon_as_its_headers_are()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            http.Response.ContentLength = 2;
            await http.Response.Body.WriteAsync(new byte[1]);
            await http.Response.Body.FlushAsync();
            await rest.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await http.Response.Body.WriteAsync(new byte[1]);
        });
        using GlacierClient client = Clients.For(service);

        using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
        rest.SetResult();

        Assert.Equal(2, await DrainAsync(output.Body));
    }

    [Fact]
    public async Task Disposing_an_unread_output_ends_its_connection()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            http.RequestAborted.Register(ended.SetResult);
            http.Response.ContentLength = long.MaxValue;
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[1 << 16], http.RequestAborted);
            }
        });
        using GlacierClient client = Clients.For(service);

        JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
        await output.Body.ReadExactlyAsync(new byte[1000]);
        output.Dispose();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Disposing_an_output_that_was_read_gives_its_connection_back()
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
            using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
            Assert.Equal(100_000, await DrainAsync(output.Body));
        }

        Assert.Single(connections);
    }

    [Fact]
    public async Task An_output_that_breaks_off_is_a_connection_error_that_says_how_far_it_came()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartBreakingAsync(600, arrived.Task);
        using GlacierClient client = Clients.For(service);
        using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
        await output.Body.ReadExactlyAsync(new byte[600]);
        arrived.SetResult();

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => DrainAsync(output.Body));

        Assert.Contains("after 600 of 1000 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(service.Endpoint, e.Endpoint);
    }

    [Fact]
    public async Task An_output_that_falls_silent_is_given_up()
    {
        await using LoopbackService service = await LoopbackService.StartSilentAsync(600);
        using GlacierClient client = Patient(service, 0.3);
        using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => DrainAsync(output.Body));

        Assert.Contains("600 of 1000 bytes: no byte came for 0.3 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_takes_longer_than_the_timeout_goes_on_while_its_bytes_flow()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Accepted);
        using GlacierClient client = Patient(service, 0.5);
        using var body = new Bodies.Slow(100_000, stretch: 10_000, TimeSpan.FromMilliseconds(150));
        var clock = Stopwatch.StartNew();

        await client.UploadPartAsync(Part(body), default);

        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1));
        Assert.Equal(100_000, service.Request.Body.Length);
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_ends_at_once_and_leaves_the_body_open()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[1000]);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using GlacierClient client = Clients.For(service);
        using var cancellation = new CancellationTokenSource();
        using var body = new MemoryStream(new byte[Size]);
        Task upload = client.UploadPartAsync(Part(body), cancellation.Token);
        await begun.Task;

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.True(body.CanRead);
    }

    [Fact]
    public async Task An_output_that_is_cancelled_ends_at_once()
    {
        await using LoopbackService service = await LoopbackService.StartSilentAsync(0);
        using GlacierClient client = Clients.For(service);
        using JobOutput output = await client.GetJobOutputAsync(new("v", "j"), default);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await output.Body.ReadExactlyAsync(new byte[1000], cancellation.Token)
        );
    }

    [Fact]
    public async Task A_call_that_is_cancelled_beforehand_sends_nothing()
    {
        var service = new InMemoryService(Accepted);
        using GlacierClient client = Clients.For(service);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.DeleteVaultAsync("v", new CancellationToken(true))
        );

        Assert.Empty(service.Requests);
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
            client.UploadArchiveAsync(new("v", body, default, null), default)
        );

        Assert.Equal(0, body.Position);
    }

    private static GlacierClient Patient(LoopbackService service, double seconds) =>
        GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = service.Endpoint,
                Timeout = TimeSpan.FromSeconds(seconds),
                MaxRetries = 0,
            }
        );

    private static UploadPartRequest Part(Stream body) =>
        new("v", "u", new ByteRange(0, body.Length - 1), body, default);

    private static async Task<long> DrainAsync(Stream stream)
    {
        var buffer = new byte[1 << 16];
        long total = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            total += read;
        }

        return total;
    }
}
