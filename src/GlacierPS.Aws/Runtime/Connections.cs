using Amazon.Runtime;

namespace GlacierPS.Aws.Runtime;

/// <summary>The HTTP client beneath the SDK: the network, or the in-process door.</summary>
internal sealed class Connections(Func<HttpMessageHandler>? transport) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(transport?.Invoke() ?? new Network(), disposeHandler: true)
        {
            // The default of 100 seconds would count the sending of a part; SilenceHandler watches instead.
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
