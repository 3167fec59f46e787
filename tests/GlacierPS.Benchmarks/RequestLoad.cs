using System.Diagnostics;

namespace GlacierPS.Benchmarks;

/// <summary>
/// Sends one request over and over on several connections at once. Errors of the server end the measurement.
/// </summary>
internal sealed class RequestLoad : IDisposable
{
    // moto takes the region from the credential scope; this service verifies no signature unless it has a credential.
    private const string Scope =
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/glacier/aws4_request, SignedHeaders=host, "
        + "Signature=0";

    private readonly HttpMessageInvoker _http;
    private readonly int _connections;

    public RequestLoad(Uri url, int connections)
    {
        Url = url;
        _connections = connections;
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = connections,
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
            }
        );
    }

    public Uri Url { get; }

    /// <summary>A request with the headers that all have.</summary>
    public static HttpRequestMessage Request(HttpMethod method, Uri uri)
    {
        var request = new HttpRequestMessage(method, uri);
        request.Headers.TryAddWithoutValidation("x-amz-glacier-version", "2012-06-01");
        request.Headers.TryAddWithoutValidation("Authorization", Scope);
        return request;
    }

    /// <summary>Sends a request once; answers its headers, when its body was read.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            return response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Requests per second.</summary>
    /// <param name="make">Makes the request.</param>
    /// <param name="time">How long to count, after a third of that to warm up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<double> RateAsync(
        Func<Uri, HttpRequestMessage> make,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        await CountAsync(make, time / 3, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        long count = await CountAsync(make, time, cancellationToken);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _http.Dispose();

    private async Task<long> CountAsync(
        Func<Uri, HttpRequestMessage> make,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        long[] counts = await Task.WhenAll(
            Enumerable
                .Range(0, _connections)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            long count = 0;
                            for (; Stopwatch.GetElapsedTime(start) < time; count++)
                            {
                                (await SendAsync(make(Url), cancellationToken)).Dispose();
                            }

                            return count;
                        },
                        cancellationToken
                    )
                )
        );
        return counts.Sum();
    }
}
