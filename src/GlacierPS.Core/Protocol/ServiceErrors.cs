using System.Net;

namespace GlacierPS.Core.Protocol;

/// <summary>
/// Denied by an identity policy, a vault access policy or a vault lock, or the account in the address is not the
/// signer's.
/// </summary>
public sealed class AccessDeniedException(
    string message,
    HttpStatusCode status = HttpStatusCode.Forbidden,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(AccessDeniedException), message, status, requestId, inner);

/// <summary>The security token has expired.</summary>
public sealed class ExpiredTokenException(
    string message,
    HttpStatusCode status = HttpStatusCode.Forbidden,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(ExpiredTokenException), message, status, requestId, inner)
{
    /// <summary>
    /// Whether a newer token can come from elsewhere, as into a profile's file; not where keys were given outright or
    /// are in this process's environment.
    /// </summary>
    public bool CanBeRenewed { get; init; } = true;
}

/// <summary>No capacity for an Expedited retrieval now. Standard and Bulk are not affected.</summary>
public sealed class InsufficientCapacityException(
    string message,
    HttpStatusCode status = HttpStatusCode.ServiceUnavailable,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(InsufficientCapacityException), message, status, requestId, inner);

/// <summary>
/// A wrong parameter, or something is not in the right state: a vault not empty, a job not ready, a hash that does not
/// match.
/// </summary>
public sealed class InvalidParameterValueException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(InvalidParameterValueException), message, status, requestId, inner);

/// <summary>The signature is wrong or outside the five minutes that clocks may differ.</summary>
public sealed class InvalidSignatureException(
    string message,
    HttpStatusCode status = HttpStatusCode.Forbidden,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(InvalidSignatureException), message, status, requestId, inner);

/// <summary>Too many vaults, tags or capacity units.</summary>
public sealed class LimitExceededException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(LimitExceededException), message, status, requestId, inner);

/// <summary>The request was not signed.</summary>
public sealed class MissingAuthenticationTokenException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(MissingAuthenticationTokenException), message, status, requestId, inner);

/// <summary>A required header or parameter is missing.</summary>
public sealed class MissingParameterValueException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(MissingParameterValueException), message, status, requestId, inner);

/// <summary>
/// The account has no Glacier storage; the service takes no new customers since 15 December 2025 (§6.14).
/// </summary>
public sealed class NoLongerSupportedException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(NoLongerSupportedException), message, status, requestId, inner);

/// <summary>The account's data retrieval policy does not allow this retrieval now.</summary>
public sealed class PolicyEnforcedException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(PolicyEnforcedException), message, status, requestId, inner);

/// <summary>The service gave up waiting for the body of an upload.</summary>
public sealed class RequestTimeoutException(
    string message,
    HttpStatusCode status = HttpStatusCode.RequestTimeout,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(RequestTimeoutException), message, status, requestId, inner);

/// <summary>There is no such vault, archive, upload, job, policy or configuration.</summary>
public sealed class ResourceNotFoundException(
    string message,
    HttpStatusCode status = HttpStatusCode.NotFound,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(ResourceNotFoundException), message, status, requestId, inner);

/// <summary>The service failed; a retry can help.</summary>
public sealed class ServiceUnavailableException(
    string message,
    HttpStatusCode status = HttpStatusCode.InternalServerError,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(ServiceUnavailableException), message, status, requestId, inner);

/// <summary>Too many requests a second; a later retry can help.</summary>
public sealed class ThrottlingException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(ThrottlingException), message, status, requestId, inner);

/// <summary>The access key or the token is unknown.</summary>
public sealed class UnrecognizedClientException(
    string message,
    HttpStatusCode status = HttpStatusCode.BadRequest,
    string? requestId = null,
    Exception? inner = null
) : GlacierServiceException(nameof(UnrecognizedClientException), message, status, requestId, inner);
