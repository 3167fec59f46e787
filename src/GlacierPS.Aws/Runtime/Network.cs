using System.Net;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// The network. A request from a thread that may wait (<see cref="TransferThreads"/>) waits on it, over connections of
/// their own; any other holds no thread.
/// </summary>
internal sealed class Network : HttpMessageHandler
{
    private readonly HttpMessageInvoker _free = NewInvoker(WaitingConnection.OpenAsync);
    private readonly HttpMessageInvoker _waiting = NewInvoker(
        (host, token) => new(WaitingConnection.Open(host, token))
    );

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!TransferThreads.MayWait)
        {
            return _free.SendAsync(request, cancellationToken);
        }

        // Not under the thread's own scheduler: beneath it, the body that follows the service's "100 Continue" would be
        // handed to a thread of the pool, and keep that waiting.
        var sending = new Task<HttpResponseMessage>(
            () => _waiting.Send(request, cancellationToken),
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
            _free.Dispose();
            _waiting.Dispose();
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
