using System.Net;

namespace GlacierPS.Core.Protocol;

/// <summary>An error that the service answered (glacier-api.md §4).</summary>
/// <param name="code">The service's own name for it, such as <c>ResourceNotFoundException</c>.</param>
/// <param name="message">The service's text, or ours where it says more.</param>
/// <param name="statusCode">The HTTP status of the response.</param>
/// <param name="requestId">The <c>x-amzn-RequestId</c> of the response, for AWS's support.</param>
/// <param name="innerException">The SDK's own exception.</param>
public class GlacierServiceException(
    string code,
    string message,
    HttpStatusCode statusCode = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? innerException = null
) : GlacierException(ErrorIdOf(code), message, innerException)
{
    /// <summary>The service's own name for the error, such as <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status of the response.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The <c>x-amzn-RequestId</c> of the response, for AWS's support; null if it had none.</summary>
    public string? RequestId { get; } = requestId;

    /// <summary>Whether a retry can help: server faults, time-outs and throttling only (§4, retry rule).</summary>
    public override bool CanRetry =>
        (int)StatusCode is 500 or 502 or 503 or 504 or 408 || Code == "ThrottlingException";

    private static string ErrorIdOf(string code) =>
        code.EndsWith("Exception", StringComparison.Ordinal) ? code[..^"Exception".Length] : code;
}
