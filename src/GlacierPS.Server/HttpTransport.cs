using System.IO.Pipelines;
using GlacierPS.Core.Threading;
using GlacierPS.Local;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GlacierPS.Server;

/// <summary>
/// The transport over HTTP: hands Kestrel's requests to the service, and its answers back. Bodies flow through.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="maxRate">Bytes a second of all answers together; null for no limit.</param>
/// <param name="maxUploadRate">Bytes a second of all bodies that come in; null for no limit.</param>
internal sealed class HttpTransport(LocalGlacier service, long? maxRate, long? maxUploadRate)
{
    private const int WritePiece = 64 * 1024;

    private readonly RateLimit? _rate = maxRate is { } rate ? new RateLimit(rate) : null;
    private readonly RateLimit? _uploads = maxUploadRate is { } rate ? new RateLimit(rate) : null;

    public async Task AnswerAsync(HttpContext context)
    {
        GlacierRequest request = RequestOf(context);
        if (
            !CarriesArchive(request)
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
        )
        {
            limit.MaxRequestBodySize = HttpMethods.IsGet(request.Method) ? 0 : ConnectionLimits.JsonBytes;
        }

        try
        {
            using GlacierResponse response = await service.AnswerAsync(request, context.RequestAborted);
            await SendAsync(context, response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (ConnectionDroppedException) when (context.Response.HasStarted)
        {
            // A fault within the body: Kestrel sends what it has, sees that it is too little, and closes the
            // connection.
        }
        catch (IOException)
        {
            // A fault wants it so, stored bytes proved damaged while they were sent, or the client is gone: a cut
            // connection cannot be taken for a whole answer.
            context.Abort();
        }
    }

    private static bool CarriesArchive(GlacierRequest request) =>
        (
            HttpMethods.IsPost(request.Method)
            && request.Path.TrimEnd('/').EndsWith("/archives", StringComparison.Ordinal)
        )
        || (
            HttpMethods.IsPut(request.Method) && request.Path.Contains("/multipart-uploads/", StringComparison.Ordinal)
        );

    private GlacierRequest RequestOf(HttpContext context)
    {
        var headers = new GlacierHeaders();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            foreach (string? value in values)
            {
                headers.Add(name, value ?? "");
            }
        }

        string target = TargetOf(context);
        int question = target.IndexOf('?', StringComparison.Ordinal);
        return new GlacierRequest
        {
            Method = context.Request.Method,
            Path = question < 0 ? target : target[..question],
            Query = question < 0 ? "" : target[(question + 1)..],
            Headers = headers,
            Body = _uploads is null ? context.Request.Body : new LimitedBody(context.Request.Body, _uploads),
            ContentLength = context.Request.ContentLength ?? (HasNoBody(context) ? 0 : null),
        };
    }

    private static bool HasNoBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>
    /// The path as it was sent: signatures are made over it. A client of a proxy sends it with scheme and host before
    /// it.
    /// </summary>
    private static string TargetOf(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int host = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        int path = host < 0 ? 0 : target.IndexOf('/', host + 3);
        return path < 0 ? "/" : target[path..];
    }

    private async Task SendAsync(HttpContext context, GlacierResponse response)
    {
        context.Response.StatusCode = response.Status;
        foreach ((string name, string value) in response.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        if (response.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        context.Response.ContentLength = response.ContentLength;
        PipeWriter output = context.Response.BodyWriter;
        if (response.BodyStream is not { } stream)
        {
            if (_rate is not null)
            {
                await _rate.TakeAsync(response.Body.Length, context.RequestAborted);
            }

            await output.WriteAsync(response.Body, context.RequestAborted);
            return;
        }

        await context.Response.StartAsync(context.RequestAborted);
        int read;
        int most = _rate?.Most(WritePiece) ?? WritePiece;
        while ((read = await stream.ReadAsync(output.GetMemory(most)[..most], context.RequestAborted)) > 0)
        {
            if (_rate is not null)
            {
                await _rate.TakeAsync(read, context.RequestAborted);
            }

            output.Advance(read);
            await output.FlushAsync(context.RequestAborted);
        }
    }
}
