using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// What may be tried again (glacier-api.md §4, retry rule): server faults, RequestTimeoutException,
/// ThrottlingException, broken connections; nothing else.
/// <para>
/// Some calls make something new each time: UploadArchive an archive, InitiateJob a job, InitiateMultipartUpload an
/// upload, PurchaseProvisionedCapacity a unit. When their response is lost, a blind repeat can leave a second archive
/// that nobody knows the ID of and that is paid for, a second retrieval or unit that is paid for, or an upload that
/// nobody completes; the user would never hear of it. InitiateVaultLock would be refused as if someone else had locked
/// the vault. No repeat costs the user one honest error, and the choice. So these are repeated only when it is certain
/// that nothing was done: the body was not handed over in full (no connection came about, or it broke on the way; the
/// service acts on no part of a request), or Glacier itself responded that it failed. Not so when a gateway responded
/// in Glacier's stead.
/// </para>
/// </summary>
internal static class RetryRule
{
    /// <summary>Whether a failed attempt may be followed by another.</summary>
    public static bool Allows(ServiceRequest request, Exception failure) =>
        failure switch
        {
            GlacierException => false,
            _ when request.Body?.Failure is not null => false,
            AmazonUnmarshallingException => IsBroken(failure.InnerException) && !MayHaveHappened(request, failure),
            AmazonServiceException response => IsPassing(response) && !MayHaveHappened(request, failure),
            _ => IsBroken(failure) && !MayHaveHappened(request, failure),
        };

    /// <summary>Whether the service may have done what only one call may do, and a repeat would do it twice.</summary>
    public static bool MayHaveHappened(ServiceRequest request, Exception failure) =>
        request.MakesAnother is not null
        && failure switch
        {
            AmazonUnmarshallingException => true,
            AmazonServiceException response => response.ErrorCode is null && (int)response.StatusCode >= 500,
            HttpRequestException { HttpRequestError: var error } when NeverArrives(error) => false,
            _ => request.Body?.WasHandedOver ?? true,
        };

    /// <summary>Tells of the attempt that failed and is followed by another.</summary>
    public static void Tell(Action<RequestAttempt>? onRetry, IExecutionContext context)
    {
        if (((ServiceRequest)context.RequestContext.OriginalRequest).LastAttempt is { } failed)
        {
            onRetry?.Invoke(failed);
        }
    }

    /// <summary>No connection came about, so that no request went out, not even one without a body.</summary>
    private static bool NeverArrives(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static bool IsPassing(AmazonServiceException response) =>
        response.ErrorCode is nameof(ThrottlingException) or nameof(RequestTimeoutException)
        || response.StatusCode
            is HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.RequestTimeout;

    private static bool IsBroken(Exception? failure) =>
        failure switch
        {
            // A certificate that does not hold now will not hold in a second.
            HttpRequestException { InnerException: AuthenticationException } => false,
            HttpRequestException or IOException or TimeoutException => true,
            _ => false,
        };
}
