using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace GlacierPS.Server;

/// <summary>
/// Without credentials whoever reaches the port may do anything, and a page on the web reaches it through a browser on
/// this machine (DNS rebinding). So only requests are served that name this machine, and that no other site's page made
/// (local-service.md).
/// </summary>
/// <param name="address">The address that is listened on.</param>
internal sealed class LocalCallers(IPAddress address)
{
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        HostString host = context.Request.Host;
        string? origin = context.Request.Headers.Origin;
        bool foreign =
            origin is not null && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? url) && IsLocal(url.Host));
        if (IsLocal(host.Host) && !foreign)
        {
            await next(context);
            return;
        }

        string message = foreign
            ? "Without credentials the service answers no pages of other sites. Start it with --credential-file."
            : "Without credentials the service is reached by a loopback address or as localhost only. Start it with "
                + "--credential-file to use another name.";
        byte[] body = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["code"] = "AccessDeniedException",
                ["message"] = message,
                ["type"] = "Client",
            }.ToJsonString()
        );
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.Headers[HeaderNames.ContentType] = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (
            IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? named)
            && (IPAddress.IsLoopback(named) || named.Equals(address))
        );
}
