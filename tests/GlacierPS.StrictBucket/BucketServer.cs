using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlacierPS.StrictBucket;

/// <summary>Serves a bucket over HTTP on a free port of this machine.</summary>
public sealed class BucketServer : IAsyncDisposable
{
    private const string FaultsPath = "/_faults";
    private const string ClearPath = "/_faults/clear";
    private const string CountsPath = "/_counts";
    private const string KeysPath = "/_keys";
    private const string DamagePath = "/_damage";

    private readonly WebApplication _app;

    private BucketServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Starts it; it listens when this returns.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="certificateFile">
    /// Over HTTPS: where its certificate is written, which nobody signed but itself; a client trusts it that has the
    /// file's name in SSL_CERT_FILE. Null is HTTP.
    /// </param>
    public static async Task<BucketServer> StartAsync(StrictBucket bucket, string? certificateFile = null)
    {
        X509Certificate2? certificate = certificateFile is null ? null : OwnCertificate();
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(certificateFile!, certificate.ExportCertificatePem());
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                }
            );
        });
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(bucket, context));
        await app.StartAsync();
        return new BucketServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static X509Certificate2 OwnCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task AnswerAsync(StrictBucket bucket, HttpContext context)
    {
        if (context.Request.Path == FaultsPath)
        {
            IQueryCollection query = context.Request.Query;
            bucket.Faults.Add(
                query["operation"]!,
                Enum.Parse<FaultKind>(query["kind"]!),
                int.TryParse(query["times"], out int times) ? times : 1
            );
            return;
        }

        if (context.Request.Path == ClearPath)
        {
            bucket.Faults.Clear();
            return;
        }

        if (context.Request.Path == DamagePath)
        {
            IQueryCollection query = context.Request.Query;
            bucket.Damage(query["key"]!, Enum.Parse<DamageKind>(query["how"]!));
            return;
        }

        if (context.Request.Path == KeysPath)
        {
            await context.Response.WriteAsJsonAsync(bucket.Objects.Select(stored => stored.Key));
            return;
        }

        if (context.Request.Path == CountsPath)
        {
            await context.Response.WriteAsJsonAsync(bucket.Faults.Counts);
            return;
        }

        string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        BucketResponse answer = await bucket.AnswerAsync(
            new BucketRequest
            {
                Method = context.Request.Method,
                Path = question < 0 ? target : target[..question],
                Query = BucketRequest.ParseQuery(question < 0 ? "" : target[question..]),
                Headers = context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                Body = context.Request.Body,
            },
            context.RequestAborted
        );
        if (answer.IsLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (context.Request.Method == "HEAD")
        {
            return;
        }

        context.Response.ContentLength = answer.Status == HttpStatusCode.NoContent ? null : answer.Length;
        if (answer.File is { } file)
        {
            await using var range = new FileRange(file.Path, file.First, file.Length);
            await range.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        else if (answer.Content.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer.Content, context.RequestAborted);
        }
    }
}
