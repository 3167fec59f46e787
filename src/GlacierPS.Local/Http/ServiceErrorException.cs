using GlacierPS.Local.Json;

namespace GlacierPS.Local.Http;

/// <summary>
/// An error of glacier-api.md §4 on its way to the client. All of them are made in <see cref="ServiceErrors"/>.
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The protocol's name for it, such as <c>ResourceNotFoundException</c>.</param>
/// <param name="message">The text for the client.</param>
/// <param name="innerException">What lies beneath it; never told to the client.</param>
internal sealed class ServiceErrorException(int status, string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The answer: code, message and type; Client for 4xx, Server for 5xx (C042).</summary>
    public GlacierResponse ToResponse() =>
        GlacierResponse.Json(
            Status,
            JsonBody.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("code"u8, Code);
                json.WriteString("message"u8, Message);
                json.WriteString("type"u8, Status >= 500 ? "Server"u8 : "Client"u8);
                json.WriteEndObject();
            })
        );
}
