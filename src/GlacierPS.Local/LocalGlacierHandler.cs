using System.Net;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Http;

namespace GlacierPS.Local;

/// <summary>
/// The transport inside the process: an HTTP message handler that hands requests to a local service. Bodies flow
/// through in both directions and are never held as a whole.
/// </summary>
/// <param name="service">The service. Not disposed of with the handler: clients come and go.</param>
public sealed class LocalGlacierHandler(LocalGlacier service) : HttpMessageHandler
{
    private readonly LocalGlacier _service = service ?? throw new ArgumentNullException(nameof(service));

    /// <inheritdoc/>
    /// <remarks>
    /// The service works on the pool: on a thread of its client's transfers it would stand in their way.
    /// </remarks>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return BlockingThreads.CanBlock
            ? Task.Run(() => AnswerAsync(request, cancellationToken), CancellationToken.None)
            : AnswerAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri uri = request.RequestUri ?? throw new ArgumentException("The request has no address.", nameof(request));
        using RequestBodySource body = await RequestBodySource.OpenAsync(request.Content, cancellationToken);
        try
        {
            GlacierResponse response = await _service.AnswerAsync(
                new GlacierRequest
                {
                    Method = request.Method.Method,
                    Path = uri.AbsolutePath,
                    Query = uri.Query.TrimStart('?'),
                    Headers = HeadersOf(request, uri),
                    Body = body.Stream,
                    ContentLength = request.Content is null ? 0 : request.Content.Headers.ContentLength,
                },
                cancellationToken
            );
            return ToMessage(response, request);
        }
        catch (ConnectionDroppedException exception)
        {
            // As a client over HTTP has it.
            throw new HttpRequestException(exception.HttpRequestError, exception.Message, exception);
        }
    }

    private static GlacierHeaders HeadersOf(HttpRequestMessage request, Uri uri)
    {
        var headers = new GlacierHeaders();
        if (request.Headers.Host is null)
        {
            headers.Add("Host", uri.Authority);
        }

        AddTo(headers, request.Headers.NonValidated);
        if (request.Content is not null)
        {
            AddTo(headers, request.Content.Headers.NonValidated);
        }

        return headers;
    }

    private static void AddTo(GlacierHeaders headers, System.Net.Http.Headers.HttpHeadersNonValidated sent)
    {
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in sent)
        {
            foreach (string value in values)
            {
                headers.Add(name, value);
            }
        }
    }

    private static HttpResponseMessage ToMessage(GlacierResponse response, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            RequestMessage = request,
            Content = response.BodyStream is { } stream
                ? new StreamContent(stream)
                : new ReadOnlyMemoryContent(response.Body),
        };
        message.Content.Headers.ContentLength = response.ContentLength;
        foreach ((string name, string value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
