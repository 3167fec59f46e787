using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GlacierPS.Benchmarks;

/// <summary>
/// A service that reads what is sent to it and forgets it: no hash, no disk. It answers an upload in parts as Glacier
/// does (glacier-api.md §5), so that what an upload costs is the client's.
/// </summary>
internal static class Sink
{
    public const string Command = "sink";

    private const string TreeHash = "x-amz-sha256-tree-hash";
    private static readonly string s_uploadId = new('u', 92);
    private static readonly string s_archiveId = new('a', 138);

    public static async Task<int> RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(options =>
            {
                options.Limits.MaxRequestBodySize = null;
                options.Listen(IPAddress.Loopback, 0);
            });
        WebApplication application = builder.Build();
        application.Run(AnswerAsync);
        await application.StartAsync();
        string url = application
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string> { ["url"] = url }));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        ReadResult read;
        do
        {
            read = await http.Request.BodyReader.ReadAsync();
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        } while (!read.IsCompleted);

        string[] path = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        HttpResponse response = http.Response;
        switch (http.Request.Method, path)
        {
            case ("GET", [_, "vaults"]):
                response.ContentType = "application/json";
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes("""{"Marker":null,"VaultList":[]}"""));
                break;
            case ("POST", [.. var vault, "multipart-uploads"]):
                response.StatusCode = StatusCodes.Status201Created;
                response.Headers["x-amz-multipart-upload-id"] = s_uploadId;
                response.Headers.Location = $"/{string.Join('/', vault)}/multipart-uploads/{s_uploadId}";
                break;
            case ("PUT", [.., "multipart-uploads", _]):
                response.StatusCode = StatusCodes.Status204NoContent;
                response.Headers[TreeHash] = http.Request.Headers[TreeHash];
                break;
            case ("POST", [.. var vault, "multipart-uploads", _]):
                response.StatusCode = StatusCodes.Status201Created;
                response.Headers["x-amz-archive-id"] = s_archiveId;
                response.Headers[TreeHash] = http.Request.Headers[TreeHash];
                response.Headers.Location = $"/{string.Join('/', vault)}/archives/{s_archiveId}";
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
