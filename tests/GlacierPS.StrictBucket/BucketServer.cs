using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlacierPS.StrictBucket;

/// <summary>Serves a bucket over HTTP on a free port of this machine.</summary>
public sealed class BucketServer : IAsyncDisposable
{
    private const string FaultsPath = "/_faults";
    private const string CountsPath = "/_counts";

    private readonly WebApplication _app;

    private BucketServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Starts it; it listens when this returns.</summary>
    public static async Task<BucketServer> StartAsync(StrictBucket bucket)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(bucket, context));
        await app.StartAsync();
        return new BucketServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

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
