using Amazon.Runtime;

namespace GlacierPS.Aws.Runtime;

/// <summary>The HTTP client below the SDK: over the network, or to the local service in this process.</summary>
/// <param name="transport">Makes what takes the network's place; null for the network.</param>
/// <param name="mayExpect">
/// Whether any request may wait for "100 Continue", as Glacier's large bodies do. S3's client asks that of all bodies:
/// a round trip for each, where hardly one is ever refused.
/// </param>
/// <param name="inactivity">
/// How long the network may be silent; null where the client's own pipeline watches that.
/// </param>
/// <param name="longest">
/// How long a request may take until its answer begins; null for as long as it takes, as where bodies are large.
/// </param>
internal sealed class GlacierHttpClientFactory(
    Func<HttpMessageHandler>? transport,
    bool mayExpect = true,
    TimeSpan? inactivity = null,
    TimeSpan? longest = null
) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(transport?.Invoke() ?? Network(), disposeHandler: true)
        {
            // The default of 100 seconds would count the sending of a part.
            Timeout = longest ?? Timeout.InfiniteTimeSpan,
        };

    private HttpMessageHandler Network()
    {
        var network = new GlacierSocketsHandler(mayExpect);
        return inactivity is { } silence ? new WatchedHandler(silence, network) : network;
    }
}
