using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Ends an exchange whose other side is silent for too long: while it is connected to, takes the request, has yet to
/// answer, or is to send more of its answer. For clients whose pipelines are the SDK's own; Glacier's has
/// <see cref="InactivityHandler"/>.
/// </summary>
/// <param name="timeout">How long nothing may move.</param>
/// <param name="inner">The network.</param>
internal sealed class WatchedHandler(TimeSpan timeout, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Nothing moved for too long.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var watch = new InactivityWatch(timeout, cancellationToken);
        if (request.Content is { } body)
        {
            request.Content = new WatchedRequestBody(body, watch);
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, watch.Token);
        }
        catch (Exception) when (watch.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            // Without the cause, that the connection was closed from here: the SDK would take it for one that was
            // closed long ago, and connect ten times more.
            throw Silent("nothing was heard", timeout, null);
        }

        await WatchAsync(response);
        return response;
    }

    /// <summary>The error for a silence.</summary>
    public static TimeoutException Silent(string what, TimeSpan timeout, Exception? cause) =>
        new($"{what} for {Digits.Of(timeout.TotalSeconds, "0.#")} seconds.", cause);

    private async Task WatchAsync(HttpResponseMessage response)
    {
        HttpContent unwatched = response.Content;
        response.Content = new StreamContent(new WatchedResponseBody(await unwatched.ReadAsStreamAsync(), timeout));
        WatchedRequestBody.CopyHeaders(unwatched, response.Content);
    }
}
