using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using GlacierPS.Aws.Wire;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Takes answers from the SDK: the good ones by what of them matters, the bad ones as Glacier's errors.
/// </summary>
internal sealed class AnswerUnmarshaller : JsonResponseUnmarshaller
{
    private static readonly AnswerUnmarshaller[] ByKind =
    [
        .. Enum.GetValues<AnswerKind>().Select(kind => new AnswerUnmarshaller(kind)),
    ];

    private readonly AnswerKind _kind;

    private AnswerUnmarshaller(AnswerKind kind) => _kind = kind;

    /// <summary>A streamed body stays open when the call returns; the SDK closes the others.</summary>
    public override bool HasStreamingProperty => _kind == AnswerKind.Stream;

    public static AnswerUnmarshaller For(AnswerKind kind) => ByKind[(int)kind];

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        _kind switch
        {
            AnswerKind.Json => new ServiceAnswer(input.ResponseData) { Json = ReadJson(input.Stream) },
            AnswerKind.Stream => new ServiceAnswer(input.ResponseData) { Body = input.Stream },
            _ => new ServiceAnswer(input.ResponseData),
        };

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode
    ) => ErrorAnswer.Read(input, innerException, statusCode);

    private static JsonElement ReadJson(Stream stream)
    {
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
