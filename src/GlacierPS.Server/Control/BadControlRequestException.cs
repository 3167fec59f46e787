namespace GlacierPS.Server.Control;

/// <summary>
/// A request to the control API has an unknown path or a bad body: 400, with the message (local-service.md).
/// </summary>
internal sealed class BadControlRequestException(string message) : Exception(message);
