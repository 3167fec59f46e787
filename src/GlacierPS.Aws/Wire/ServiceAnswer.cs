using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace GlacierPS.Aws.Wire;

/// <summary>A successful answer, before it is read as anything.</summary>
internal sealed class ServiceAnswer : AmazonWebServiceResponse
{
    private readonly IWebResponseData? _data;

    /// <summary>Not used; the SDK asks for it.</summary>
    public ServiceAnswer() { }

    public ServiceAnswer(IWebResponseData data) => _data = data;

    /// <summary>The body, for <see cref="AnswerKind.Json"/>.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The body, for <see cref="AnswerKind.Stream"/>.</summary>
    public Stream? Body { get; init; }

    /// <summary>A header; null if it is absent or empty.</summary>
    public string? Header(string name) => _data?.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    /// <summary>A header that the answer must have.</summary>
    /// <exception cref="FormatException">It is absent.</exception>
    public string RequiredHeader(string name) =>
        Header(name) ?? throw new FormatException($"the header {name} is missing.");
}
