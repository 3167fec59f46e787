using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace GlacierPS.Aws.Runtime;

/// <summary>Reads the body of an error (glacier-api.md §4).</summary>
internal static partial class ErrorResponse
{
    /// <summary>
    /// In bytes. Glacier's errors have a few hundred; what a proxy sends instead can have any number.
    /// </summary>
    private const int MaxBytes = 64 << 10;

    /// <summary>
    /// The error as the SDK carries it. Its code is null where the body is not Glacier's, which matters to the retry
    /// rule: then the response is not Glacier's own.
    /// </summary>
    public static AmazonServiceException Read(JsonUnmarshallerContext input, Exception inner, HttpStatusCode status)
    {
        string? code = null;
        string? message = null;
        if (TryParse(ReadBody(input.Stream), out JsonElement body))
        {
            code = Text(body, "code") ?? Text(body, "__type");
            message = Text(body, "message") ?? Text(body, "Message");
        }

        if (code is null && input.ResponseData.IsHeaderPresent("x-amzn-ErrorType"))
        {
            code = input.ResponseData.GetHeaderValue("x-amzn-ErrorType");
        }

        string requestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        return new AmazonServiceException(
            message is null
                ? $"The response was HTTP {(int)status} ({status}), without a message."
                : TokenInCanonicalRequest().Replace(message, "$1(not shown)"),
            inner,
            (int)status < 500 ? ErrorType.Sender : ErrorType.Receiver,
            code is null ? null : BareName(code),
            requestId.Length > 0 ? requestId : null,
            status
        );
    }

    private static byte[] ReadBody(Stream stream)
    {
        var body = new byte[MaxBytes];
        return body[..stream.ReadAtLeast(body, MaxBytes, throwOnEndOfStream: false)];
    }

    private static bool TryParse(byte[] body, out JsonElement element)
    {
        element = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (
                JsonElement.TryParseValue(ref reader, out JsonElement? value)
                && value is { ValueKind: JsonValueKind.Object } found
            )
            {
                element = found;
                return true;
            }
        }
        catch (JsonException)
        {
            // The HTML of a proxy, for example: only the status is known then.
        }

        return false;
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary><c>namespace#Name:address</c> is how some AWS services write a code.</summary>
    private static string BareName(string code) => code[(code.LastIndexOf('#') + 1)..].Split(':')[0];

    /// <summary>
    /// A refused signature is explained by the whole canonical request, the session token in it (§2).
    /// </summary>
    [GeneratedRegex(@"(x-amz-security-token:)[^\s']+", RegexOptions.IgnoreCase)]
    private static partial Regex TokenInCanonicalRequest();
}
