using System.Diagnostics;
using System.Net;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// A body that is sent after the service's "100 Continue". HttpClient waits a second for that, and then sends the body
/// all the same: from a thread of its timers, if the request was sent by a thread that may block. There it is refused.
/// </summary>
/// <param name="body">The body. It stays open.</param>
/// <param name="late">Told that "100 Continue" did not come in time.</param>
internal sealed class ContinuedBody : HttpContent
{
    // Below it, the round trip that is asked for costs more than what might be sent in vain.
    private const long LeastWorth = 1 << 20;

    // HttpClient's, less what its timers lack of accuracy.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(0.9);

    private readonly HttpContent _body;
    private readonly Action _late;
    private readonly bool _isBlocking = BlockingThreads.CanBlock;
    private readonly long _begun = Stopwatch.GetTimestamp();

    public ContinuedBody(HttpContent body, Action late)
    {
        (_body, _late) = (body, late);
        WatchedRequestBody.CopyHeaders(body, this);
    }

    /// <summary>Whether it was to be sent from a thread that must not block, and was not.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>
    /// Whether a request is refused now and then by what its headers say: one that must not overwrite an object, large
    /// enough that the answer to the headers alone is worth waiting for.
    /// </summary>
    public static bool IsWorthAsking(HttpRequestMessage request) =>
        request.Headers.ExpectContinue == true
        && request.Headers.IfNoneMatch.Count > 0
        && request.Content?.Headers.ContentLength >= LeastWorth;

    protected override void SerializeToStream(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (_isBlocking && !BlockingThreads.CanBlock)
        {
            WasRefused = true;
            _late();
            throw new IOException("The service did not say \"100 Continue\" in time.");
        }

        _body.CopyTo(stream, context, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (Stopwatch.GetElapsedTime(_begun) > Wait)
        {
            _late();
        }

        return _body.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Headers.ContentLength ?? -1;
        return length >= 0;
    }
}
