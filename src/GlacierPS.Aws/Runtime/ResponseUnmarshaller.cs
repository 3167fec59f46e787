using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Reads the responses that the SDK receives: of successful ones the part that their kind names, of others the error.
/// </summary>
internal sealed class ResponseUnmarshaller : JsonResponseUnmarshaller
{
    private static readonly ResponseUnmarshaller[] ByKind =
    [
        .. Enum.GetValues<ResponseKind>().Select(kind => new ResponseUnmarshaller(kind)),
    ];

    /// <summary>
    /// In bytes. The longest response of Glacier's that is read into memory is a page of 50 jobs, each of a few
    /// thousand bytes; what is not Glacier can send any number.
    /// </summary>
    private const int MaxJsonBytes = 16 << 20;

    private readonly ResponseKind _kind;

    private ResponseUnmarshaller(ResponseKind kind) => _kind = kind;

    /// <summary>A streamed body stays open when the call returns; the SDK closes the others.</summary>
    public override bool HasStreamingProperty => _kind == ResponseKind.Stream;

    public static ResponseUnmarshaller For(ResponseKind kind) => ByKind[(int)kind];

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        _kind switch
        {
            ResponseKind.Json => new ServiceResponse(input.ResponseData) { Json = ReadJson(input.Stream) },
            ResponseKind.Stream => new ServiceResponse(input.ResponseData) { Body = input.Stream },
            _ => new ServiceResponse(input.ResponseData),
        };

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode
    ) => ErrorResponse.Read(input, innerException, statusCode);

    private static JsonElement ReadJson(Stream stream)
    {
        using var body = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            while (stream.Read(buffer) is > 0 and var count)
            {
                if (body.Length + count > MaxJsonBytes)
                {
                    throw new FormatException($"it is longer than {Digits.Of(MaxJsonBytes)} bytes.");
                }

                body.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        using JsonDocument document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        return document.RootElement.Clone();
    }
}
