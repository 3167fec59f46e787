using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;
using GlacierPS.Local.Time;

namespace GlacierPS.Server.Control;

/// <summary>
/// The control API (local-service.md): for those who test against the service, on this machine, unsigned. Requests
/// for anything else are let through.
/// </summary>
internal sealed class ControlEndpoint(LocalGlacier service, AdjustableTime clock)
{
    private const string Prefix = "/_control/";

    private static readonly JsonSerializerOptions Written = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/_control"))
        {
            await next(context);
            return;
        }

        try
        {
            await SendAsync(context, StatusCodes.Status200OK, await DoAsync(context));
        }
        catch (BadControlRequestException exception)
        {
            await SendAsync(
                context,
                StatusCodes.Status400BadRequest,
                new JsonObject { ["message"] = exception.Message }
            );
        }
        catch (GlacierInputException exception)
        {
            await SendAsync(
                context,
                StatusCodes.Status400BadRequest,
                new JsonObject { ["message"] = exception.Message }
            );
        }
    }

    private async Task<JsonNode> DoAsync(HttpContext context)
    {
        // Browsers send Origin with what a page on the web makes them post: such a page is no one on this machine.
        if (
            context.Connection.RemoteIpAddress is not { } from
            || !IPAddress.IsLoopback(from)
            || context.Request.Headers.Origin.Count > 0
        )
        {
            throw new BadControlRequestException("The control API is open to programs on this machine only.");
        }

        string path = context.Request.Path.Value!;
        switch (context.Request.Method, path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : "")
        {
            case ("GET", "clock"):
                return Now();
            case ("POST", "clock"):
                ClockBody.Apply(await ControlBody.ReadAsync(context), clock);
                return Now();
            case ("POST", "inventory"):
                ControlBody.AllowOnly(await ControlBody.ReadAsync(context));
                await service.TakeInventoriesAsync();
                return new JsonObject();
            case ("GET", "notifications"):
                return new JsonArray([.. (await service.NotificationsAsync()).Select(Told)]);
            case ("GET", "requests"):
                return new JsonObject(
                    service.Requests.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))
                );
            case ("DELETE", "requests"):
                service.Requests.Clear();
                return new JsonObject();
            case ("POST", "faults"):
                service.Faults.Add(FaultBody.Read(await ControlBody.ReadAsync(context)));
                return new JsonObject();
            case ("DELETE", "faults"):
                service.Faults.Clear();
                return new JsonObject();
            default:
                throw new BadControlRequestException($"The control API has no {context.Request.Method} {path}.");
        }
    }

    private static JsonObject Told(Notification notification) =>
        new() { ["topic"] = notification.Topic, ["message"] = JsonNode.Parse(notification.MessageJson) };

    private JsonObject Now() => new() { ["now"] = ClockBody.ToText(clock.GetUtcNow()) };

    private static async Task SendAsync(HttpContext context, int status, JsonNode body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body.ToJsonString(Written));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
