using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace GlacierPS.Aws.Wire;

/// <summary>A successful response; its operation reads what it needs of it.</summary>
internal sealed class ServiceResponse : AmazonWebServiceResponse
{
    private readonly IWebResponseData? _data;

    /// <summary>Not used; the SDK's generic constraint requires it.</summary>
    public ServiceResponse() { }

    public ServiceResponse(IWebResponseData data) => _data = data;

    /// <summary>The body, for <see cref="ResponseKind.Json"/>.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The body, for <see cref="ResponseKind.Stream"/>.</summary>
    public Stream? Body { get; init; }

    /// <summary>A header; null if it is absent or empty.</summary>
    public string? Header(string name) => _data?.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    /// <summary>A header that the response must have.</summary>
    /// <exception cref="FormatException">It is absent.</exception>
    public string RequiredHeader(string name) =>
        Header(name) ?? throw new FormatException($"the header {name} is missing.");
}
