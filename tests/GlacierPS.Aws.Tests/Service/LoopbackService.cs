using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>Kestrel on a free loopback port, answering by script and keeping what it saw.</summary>
public sealed class LoopbackService : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<SeenRequest> _requests = new();

    private LoopbackService(RequestDelegate handle)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _server = builder.Build();
        _server.Run(handle);
    }

    public Uri Endpoint => new(_server.Urls.Single());

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public SeenRequest Request => Assert.Single(_requests);

    /// <summary>Answers each request by its number, from 0; the last answer stands for all that follow.</summary>
    public static Task<LoopbackService> StartAsync(params Answer[] answers) =>
        StartAsync((_, number) => answers[Math.Min(number, answers.Length - 1)]);

    /// <summary>Sends so many bytes of 1,000 and then nothing more; null sends not even headers.</summary>
    public static Task<LoopbackService> StartSilentAsync(int? bytes) =>
        StartRawAsync(async http =>
        {
            await BeginAsync(http, bytes);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

    /// <summary>Sends so many bytes of 1,000, and breaks off when it is told to.</summary>
    public static Task<LoopbackService> StartBreakingAsync(int bytes, Task when) =>
        StartRawAsync(async http =>
        {
            await BeginAsync(http, bytes);
            await when.WaitAsync(TimeSpan.FromSeconds(30));
            http.Abort();
        });

    public static async Task<LoopbackService> StartAsync(Func<SeenRequest, int, Answer> script)
    {
        LoopbackService service = null!;
        service = await StartRawAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            SeenRequest seen = See(http, body.ToArray());
            Answer answer;
            lock (service)
            {
                answer = script(seen, service._requests.Count);
                service._requests.Enqueue(seen);
            }

            await WriteAsync(http, answer);
        });
        return service;
    }

    public static async Task<LoopbackService> StartRawAsync(RequestDelegate handle)
    {
        var service = new LoopbackService(handle);
        await service._server.StartAsync();
        return service;
    }

    public static SeenRequest See(HttpContext http, byte[] body) =>
        new(
            http.Request.Method,
            http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body
        );

    public static async Task WriteAsync(HttpContext http, Answer answer)
    {
        if (ReferenceEquals(answer, Answer.Lost))
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.Headers["x-amzn-RequestId"] = Answer.RequestId;
        foreach ((string name, string value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (answer.Status != StatusCodes.Status204NoContent)
        {
            http.Response.ContentLength = answer.Body.Length;
            await http.Response.Body.WriteAsync(answer.Body);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task BeginAsync(HttpContext http, int? bytes)
    {
        if (bytes is { } some)
        {
            http.Response.ContentLength = 1000;
            await http.Response.Body.WriteAsync(new byte[some]);
            await http.Response.Body.FlushAsync();
        }
    }
}
