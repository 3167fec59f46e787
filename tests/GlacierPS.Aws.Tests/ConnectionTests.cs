using System.Net;
using System.Net.Sockets;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Endpoints that cannot be reached.</summary>
public sealed class ConnectionTests
{
    private static readonly BodyHashes Hashes = new(TreeHash.Of([1]), Sha256Digest.Of([1]));

    [Fact]
    public async Task Nobody_listening_is_said_with_the_endpoint()
    {
        GlacierConnectionException e = await Fails(new Uri($"http://127.0.0.1:{UnusedPort()}/"));

        Assert.Contains("Nothing answers at http://127.0.0.1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_host_is_said()
    {
        GlacierConnectionException e = await Fails(new Uri("http://glacier.invalid/"));

        Assert.Contains("glacier.invalid could not be resolved", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_speak_TLS_is_said()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(204));

        GlacierConnectionException e = await Fails(new UriBuilder(service.Endpoint) { Scheme = "https" }.Uri);

        Assert.Contains("127.0.0.1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_never_left_cannot_have_been_stored()
    {
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = new Uri($"http://127.0.0.1:{UnusedPort()}/"),
                MaxRetries = 0,
            }
        );

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.UploadArchiveAsync(new("v", new MemoryStream([1]), Hashes, null), default)
        );

        Assert.False(e.MayHaveHappened);
        Assert.True(e.CanRetry);
    }

    [Fact]
    public async Task A_service_that_takes_the_request_and_stays_silent_is_given_up()
    {
        await using LoopbackService service = await LoopbackService.StartRawAsync(http =>
            Task.Delay(Timeout.Infinite, http.RequestAborted)
        );
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = service.Endpoint,
                Timeout = TimeSpan.FromSeconds(0.3),
                MaxRetries = 0,
            }
        );

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => client.DescribeVaultAsync("v", default));

        Assert.Contains("nothing was heard for 0.3 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_run_side_by_side_on_as_many_connections_as_they_need()
    {
        const int Calls = 32;
        int arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            if (Interlocked.Increment(ref arrived) == Calls)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await LoopbackService.WriteAsync(http, Answer.Empty(204));
        });
        using GlacierClient client = Clients.For(service);

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => client.DeleteVaultAsync("v", default)));

        Assert.Equal(Calls, arrived);
    }

    [Fact]
    public async Task A_call_on_a_client_that_is_disposed_fails_as_such()
    {
        GlacierClient client = Clients.For(new InMemoryService(Answer.Empty(204)));
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.DeleteVaultAsync("v", default));
    }

    private static async Task<GlacierConnectionException> Fails(Uri endpoint)
    {
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = endpoint,
                MaxRetries = 1,
            }
        );
        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => client.DescribeVaultAsync("v", default));
        Assert.Equal((endpoint, "EndpointUnreachable", true), (e.Endpoint, e.ErrorId, e.CanRetry));
        return e;
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
