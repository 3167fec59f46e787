using System.Net;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// The network. A request from a thread that may block (<see cref="BlockingThreads"/>) blocks it, over connections of
/// their own; any other holds no thread.
/// </summary>
/// <param name="mayExpect">
/// Whether any request may wait for "100 Continue" before its body is sent; otherwise only those that
/// <see cref="ContinuedBody.IsWorthAsking"/> names do, as long as the service says it in time.
/// </param>
internal sealed class GlacierSocketsHandler(bool mayExpect) : HttpMessageHandler
{
    private volatile bool _saysContinue = true;

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
        bool asks = !mayExpect && _saysContinue && ContinuedBody.IsWorthAsking(request);
        if (!mayExpect)
        {
            request.Headers.ExpectContinue = asks;
        }

        if (!BlockingThreads.CanBlock)
        {
            return asks ? SendAskingAsync(request, cancellationToken) : _async.SendAsync(request, cancellationToken);
        }

        // Run on the default scheduler, else HttpClient's sending of the body after the service's "100 Continue" would
        // be queued to the thread's own scheduler by way of the pool, and block a thread of that.
        var sending = new Task<HttpResponseMessage>(
            () => asks ? SendAsking(request, cancellationToken) : _blocking.Send(request, cancellationToken),
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
    /// Sends the body from the calling thread once the service has said "100 Continue". Where it does not in time,
    /// HttpClient would send it from a thread of the pool, and block that: it is sent from here instead, by a request
    /// that does not ask.
    /// </summary>
    private HttpResponseMessage SendAsking(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpContent body = request.Content!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var asking = new ContinuedBody(body, stop.Cancel);
        request.Content = asking;
        try
        {
            return _blocking.Send(request, stop.Token);
        }
        catch (Exception) when (asking.WasRefused && !cancellationToken.IsCancellationRequested)
        {
            SaysNoContinue();
            request.Headers.ExpectContinue = false;
            request.Content = body;
            return _blocking.Send(request, cancellationToken);
        }
        finally
        {
            request.Content = body;
        }
    }

    private async Task<HttpResponseMessage> SendAskingAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpContent body = request.Content!;
        using var asking = new ContinuedBody(body, SaysNoContinue);
        request.Content = asking;
        try
        {
            return await _async.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.Content = body;
        }
    }

    private void SaysNoContinue() => _saysContinue = false;

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
