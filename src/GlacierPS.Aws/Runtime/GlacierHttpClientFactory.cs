using Amazon.Runtime;

namespace GlacierPS.Aws.Runtime;

/// <summary>The HTTP client below the SDK: over the network, or to the local service in this process.</summary>
internal sealed class GlacierHttpClientFactory(Func<HttpMessageHandler>? transport) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(transport?.Invoke() ?? new GlacierSocketsHandler(), disposeHandler: true)
        {
            // The default of 100 seconds would count the sending of a part; InactivityHandler watches instead.
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
