namespace GlacierPS.Local.Faults;

/// <summary>
/// A fault wants the connection closed here. Thrown where the answer is asked for, or from the body of one that has
/// begun; whoever holds the connection closes it, and a client in this process sees what a closed one would show it.
/// </summary>
public sealed class ConnectionDroppedException()
    : HttpIOException(
        HttpRequestError.ResponseEnded,
        "The connection was closed, as a fault of the local service asked for."
    );
