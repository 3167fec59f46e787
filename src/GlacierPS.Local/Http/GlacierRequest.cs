namespace GlacierPS.Local.Http;

/// <summary>One request as it came through a door, before anything in it is believed.</summary>
public sealed class GlacierRequest
{
    /// <summary>The HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path as it was sent, percent-encoding and all, from its first slash, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, without its question mark; empty if there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The header fields, <c>Host</c> included.</summary>
    public required GlacierHeaders Headers { get; init; }

    /// <summary>The body, read at most once and only as far as it is needed.</summary>
    public Stream Body { get; init; } = Stream.Null;

    /// <summary>How many bytes the body has; null if the request does not say.</summary>
    public long? ContentLength { get; init; }
}
