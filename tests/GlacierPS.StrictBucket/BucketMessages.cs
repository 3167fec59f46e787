using System.Net;
using System.Security;
using System.Text;

namespace GlacierPS.StrictBucket;

/// <summary>A request as it came, whatever brought it.</summary>
public sealed class BucketRequest
{
    public required string Method { get; init; }

    /// <summary>The path as it was sent, with its escapes.</summary>
    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required Stream Body { get; init; }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Reads a query: a name alone has an empty value.</summary>
    public static IReadOnlyDictionary<string, string> ParseQuery(string query)
    {
        var parsed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            parsed[Uri.UnescapeDataString(parts[0])] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return parsed;
    }
}

/// <summary>An answer.</summary>
public sealed class BucketResponse
{
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body where it is no file.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>The file whose bytes are the body, and which of them.</summary>
    public (string Path, long First, long Length)? File { get; init; }

    /// <summary>The connection breaks instead: what was asked for was done all the same.</summary>
    public bool IsLost { get; init; }

    public long Length => File?.Length ?? Content.Length;

    public static BucketResponse Xml(string root, string content, HttpStatusCode status = HttpStatusCode.OK) =>
        new()
        {
            Status = status,
            Content = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root}>{content}</{root}>"),
            Headers = { ["Content-Type"] = "application/xml" },
        };

    public BucketResponse With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}

/// <summary>What S3 refuses, with its own code.</summary>
public sealed class BucketErrorException(HttpStatusCode status, string code, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    public string Code => code;

    public BucketResponse ToResponse() =>
        BucketResponse.Xml(
            "Error",
            $"<Code>{code}</Code><Message>{SecurityElement.Escape(Message)}</Message><RequestId>strict</RequestId>",
            status
        );

    public static BucketErrorException Bad(string code, string message) =>
        new(HttpStatusCode.BadRequest, code, message);

    public static BucketErrorException NotFound(string code, string message) =>
        new(HttpStatusCode.NotFound, code, message);
}
