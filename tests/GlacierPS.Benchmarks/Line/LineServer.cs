using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace GlacierPS.Benchmarks.Line;

/// <summary>
/// A server behind a line: each request takes a time, and all bodies together so many bytes a second.
/// </summary>
internal sealed class LineServer : IAsyncDisposable
{
    /// <summary>Bytes a second, each way.</summary>
    public const long Bandwidth = 100_000_000;

    /// <summary>The time that each request takes before it is worked on.</summary>
    public const string Delay = "80ms";

    private static readonly HttpClient s_control = new();

    private readonly ScratchFolder _folder;
    private readonly ServerUnderTest _server;

    private LineServer(ScratchFolder folder, ServerUnderTest server) => (_folder, _server) = (folder, server);

    public string Url => _server.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts one with the vault <c>measured</c>.</summary>
    public static async Task<LineServer> StartAsync(CancellationToken cancellationToken, long bandwidth = Bandwidth)
    {
        string rate = bandwidth.ToString(CultureInfo.InvariantCulture);
        var folder = new ScratchFolder();
        try
        {
            return new LineServer(
                folder,
                await ServerUnderTest.StartWithVaultAsync(
                    folder.Path,
                    cancellationToken,
                    "--control",
                    "--max-rate",
                    rate,
                    "--max-upload-rate",
                    rate
                )
            );
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Delays all requests from now on, or none.</summary>
    public async Task DelayAsync(bool delayed, CancellationToken cancellationToken, string delay = Delay)
    {
        (
            await s_control.DeleteAsync(new Uri(_server.Url, "/_control/faults"), cancellationToken)
        ).EnsureSuccessStatusCode();
        if (delayed)
        {
            await AddFaultAsync(new { operation = "*", delay }, cancellationToken);
        }
    }

    /// <summary>Throttles what comes above a rate.</summary>
    public Task ThrottleAsync(string operation, int perSecond, CancellationToken cancellationToken) =>
        AddFaultAsync(new { operation, perSecond }, cancellationToken);

    /// <summary>How often an operation was asked for.</summary>
    public async Task<long> RequestsAsync(string operation, CancellationToken cancellationToken)
    {
        JsonElement counts = await s_control.GetFromJsonAsync<JsonElement>(
            new Uri(_server.Url, "/_control/requests"),
            cancellationToken
        );
        return counts.TryGetProperty(operation, out JsonElement count) ? count.GetInt64() : 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AddFaultAsync(object fault, CancellationToken cancellationToken) =>
        (
            await s_control.PostAsJsonAsync(new Uri(_server.Url, "/_control/faults"), fault, cancellationToken)
        ).EnsureSuccessStatusCode();
}
