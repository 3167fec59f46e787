using System.Net;
using Amazon.Runtime;

namespace GlacierPS.Aws.Runtime;

/// <summary>The HTTP client beneath the SDK: the network, or the in-process door.</summary>
internal sealed class Connections(Func<HttpMessageHandler>? transport) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(transport?.Invoke() ?? Network(), disposeHandler: true)
        {
            // The default of 100 seconds would count the sending of a part; SilenceHandler watches instead.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>
    /// Proxies as the environment names them, as many connections as there are calls, and new ones now and then, since
    /// a transfer of days must follow the name when it moves.
    /// </summary>
    private static SocketsHttpHandler Network() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // A signature holds for one host; a redirected request would be refused, and the reason hidden.
        AllowAutoRedirect = false,
    };
}
