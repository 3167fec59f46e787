using System.Globalization;
using System.Security.Cryptography;
using GlacierPS.Local.Tests.Signing;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>Signs what passes through, in the plainest way (glacier-api.md §2).</summary>
internal sealed class SigningHandler(HttpMessageHandler inner, TimeProvider clock) : DelegatingHandler(inner)
{
    public string AccessKey { get; init; } = Sign.AccessKey;

    public string SecretKey { get; init; } = Sign.SecretKey;

    public string? SessionToken { get; init; }

    public string Region { get; init; } = Sign.Region;

    /// <summary>Changes a request after it was signed.</summary>
    public Action<HttpRequestMessage>? Afterwards { get; init; }

    /// <summary>A client of a service whose requests are signed.</summary>
    public static Client ClientOf(
        Service service,
        Func<HttpMessageHandler, SigningHandler> sign,
        Transport transport
    ) =>
        new(
            transport == Transport.Http
                ? new HttpClient(sign(new SocketsHttpHandler())) { BaseAddress = service.Url }
                : new HttpClient(sign(new LocalGlacierHandler(service.Glacier)))
                {
                    BaseAddress = new Uri("http://glacier.us-east-1.amazonaws.com"),
                }
        );

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string time = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("x-amz-date", time);
        if (SessionToken is not null)
        {
            request.Headers.Add("x-amz-security-token", SessionToken);
        }

        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.RequestUri!.Authority,
        };
        foreach ((string name, var values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                signed[name.ToLowerInvariant()] = values.ToString();
            }
        }

        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        string hash =
            signed.GetValueOrDefault("x-amz-content-sha256") ?? Convert.ToHexStringLower(SHA256.HashData(body));
        string canonical =
            $"{request.Method}\n{request.RequestUri.AbsolutePath}\n\n"
            + string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n"))
            + $"\n{string.Join(';', signed.Keys)}\n{hash}";
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            Sign.Authorization(canonical, time, SecretKey, $"{time[..8]}/{Region}/glacier/aws4_request", AccessKey)
        );
        Afterwards?.Invoke(request);
        return await base.SendAsync(request, cancellationToken);
    }
}
