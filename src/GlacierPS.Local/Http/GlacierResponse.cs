namespace GlacierPS.Local.Http;

/// <summary>
/// One answer: a status, header fields and a body, which lies in memory or is read from a stream of known length.
/// Whoever takes an answer disposes of it.
/// </summary>
public sealed class GlacierResponse : IDisposable
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The header fields, but for <c>Content-Length</c>, which follows from the body.</summary>
    public GlacierHeaders Headers { get; } = new();

    /// <summary>The body when it lies in memory; empty when there is none or when it is a stream.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The body when it is read as it is sent. A read from it throws when the stored bytes prove to be damaged: the
    /// connection must then be cut, so that the client cannot take what it has for the whole.
    /// </summary>
    public Stream? BodyStream { get; init; }

    /// <summary>Bytes in the body.</summary>
    public long ContentLength => _streamLength ?? Body.Length;

    private readonly long? _streamLength;

    /// <summary>An answer without a body.</summary>
    internal static GlacierResponse Empty(int status) => new() { Status = status };

    /// <summary>A JSON answer (glacier-api.md §1.3).</summary>
    internal static GlacierResponse Json(int status, ReadOnlyMemory<byte> body)
    {
        var response = new GlacierResponse { Status = status, Body = body };
        response.Headers.Add(HeaderNames.ContentType, "application/json");
        return response;
    }

    /// <summary>
    /// An answer whose body is read as it is sent. Its length is always told: no chunked encoding (§1.3).
    /// </summary>
    internal static GlacierResponse Streamed(int status, Stream body, long length) =>
        new(length) { Status = status, BodyStream = body };

    /// <summary>An answer without a body, or with one in memory.</summary>
    public GlacierResponse() { }

    private GlacierResponse(long streamLength) => _streamLength = streamLength;

    /// <summary>Adds a header field and answers itself.</summary>
    internal GlacierResponse With(string name, string value)
    {
        Headers.Add(name, value);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => BodyStream?.Dispose();
}
