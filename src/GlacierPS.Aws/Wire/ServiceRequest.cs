using System.Globalization;
using Amazon.Runtime;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>Which parts of a response are read.</summary>
internal enum ResponseKind
{
    /// <summary>Its headers.</summary>
    Headers,

    /// <summary>Its headers and the JSON of its body.</summary>
    Json,

    /// <summary>Its headers, and its body as it comes in.</summary>
    Stream,
}

/// <summary>A request of one operation, as HTTP has it (glacier-api.md §5).</summary>
/// <param name="operation">The name of the operation.</param>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path, its members in braces.</param>
internal sealed class ServiceRequest(string operation, HttpMethod method, string path) : AmazonWebServiceRequest
{
    /// <summary>In bytes. Bodies up to this size are sent without "Expect: 100-continue".</summary>
    private const long SmallBody = 1 << 20;

    public string Operation { get; } = operation;

    public HttpMethod Method { get; } = method;

    public string Path { get; } = path;

    public Dictionary<string, string> Members { get; } = [];

    public Dictionary<string, string> Headers { get; } = [];

    public Dictionary<string, string> Query { get; } = [];

    /// <summary>What to send, if anything.</summary>
    public UploadBody? Body { get; init; }

    /// <summary>The SHA-256 of the body, part of the signature (glacier-api.md §2); null without a body.</summary>
    public Sha256Digest? BodyHash { get; init; }

    public string BodyType { get; init; } = "application/octet-stream";

    public ResponseKind ResponseKind { get; init; } = ResponseKind.Headers;

    /// <summary>What a repeat after a lost response could make twice; null where a repeat does no harm.</summary>
    public string? MakesAnother { get; init; }

    /// <summary>The attempt that failed last; null before one has.</summary>
    public RequestAttempt? LastAttempt { get; set; }

    /// <summary>Whether sending the body takes longer than the service's answer.</summary>
    public bool IsLarge => Body is { Length: > SmallBody };

    /// <summary>
    /// A large body waits for "100 Continue", so that a refusal (no such vault, access denied) is received as such, and
    /// not lost with a connection that the service closes while gigabytes are sent.
    /// </summary>
    protected override bool Expect100Continue => IsLarge;

    /// <summary>A call that sends JSON.</summary>
    public static ServiceRequest OfJson(
        string operation,
        HttpMethod method,
        string path,
        byte[] json,
        string? makesAnother = null
    ) =>
        new(operation, method, path)
        {
            Body = new UploadBody(new MemoryStream(json, writable: false)),
            BodyHash = Sha256Digest.Of(json),
            BodyType = "application/json",
            MakesAnother = makesAnother,
        };

    /// <summary>
    /// Fills in a member of the path. An empty ID would mean the whole collection (glacier-api.md §1.2).
    /// </summary>
    /// <exception cref="GlacierInputException">The ID is empty.</exception>
    public ServiceRequest WithMember(string name, string value)
    {
        if (string.IsNullOrEmpty(value) || value is "." or "..")
        {
            throw new GlacierInputException(
                "InvalidId",
                $"'{value}' is not an ID ({name}). Give the one that Glacier returned."
            );
        }

        Members.Add(name, value);
        return this;
    }

    /// <summary>Adds a header, unless it has no value.</summary>
    public ServiceRequest WithHeader(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Headers.Add(name, value);
        }

        return this;
    }

    /// <summary>Adds a query parameter, unless it has no value.</summary>
    public ServiceRequest WithQuery(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Query.Add(name, value);
        }

        return this;
    }

    /// <summary>Adds what all lists take.</summary>
    /// <exception cref="GlacierInputException">The limit is out of its range.</exception>
    public ServiceRequest WithPage(string? marker, int? limit, int most)
    {
        if (limit < 1 || limit > most)
        {
            throw new GlacierInputException(
                "InvalidLimit",
                $"{Operation} gives 1 to {most} items on a page, not {limit}. Leave the limit out for {most}."
            );
        }

        return WithQuery("limit", limit?.ToString(CultureInfo.InvariantCulture)).WithQuery("marker", marker);
    }
}
