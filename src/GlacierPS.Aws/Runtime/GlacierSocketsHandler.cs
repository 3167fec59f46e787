using System.Net;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// The network. A request from a thread that may block (<see cref="BlockingThreads"/>) blocks it, over connections of
/// their own; any other holds no thread.
/// </summary>
/// <param name="mayExpect">Whether requests may wait for "100 Continue" before their bodies are sent.</param>
internal sealed class GlacierSocketsHandler(bool mayExpect) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _async = NewInvoker(BlockingNetworkStream.OpenAsync);
    private readonly HttpMessageInvoker _blocking = NewInvoker(
        (host, token) => new(BlockingNetworkStream.Open(host, token))
    );

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!BlockingThreads.CanBlock)
        {
            return _async.SendAsync(request, cancellationToken);
        }

        if (!mayExpect)
        {
            request.Headers.ExpectContinue = false;
        }

        // Run on the default scheduler, else HttpClient's sending of the body after the service's "100 Continue" would
        // be queued to the thread's own scheduler by way of the pool, and block a thread of that.
        var sending = new Task<HttpResponseMessage>(
            () => _blocking.Send(request, cancellationToken),
            CancellationToken.None
        );
        sending.RunSynchronously(TaskScheduler.Default);
        return sending;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _async.Dispose();
            _blocking.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Proxies as the environment names them, as many connections as there are calls, and new ones now and then, since
    /// a transfer of days must follow the name when it moves.
    /// </summary>
    private static HttpMessageInvoker NewInvoker(Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> connect) =>
        new(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(15),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,

                // A signature holds for one host; a redirected request would be refused, and the reason hidden.
                AllowAutoRedirect = false,

                ConnectCallback = (context, token) => connect(context.DnsEndPoint, token),
            }
        );
}
