using System.Net;
using Amazon.Runtime;
using GlacierPS.Aws.Runtime;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <summary>Translates the exceptions of the SDK into those that <see cref="IGlacier"/> documents.</summary>
internal static class Failures
{
    /// <summary>The exception to throw instead.</summary>
    public static Exception Translate(
        Exception failure,
        ServiceRequest request,
        Uri endpoint,
        bool areKeysFixed,
        CancellationToken cancellationToken
    ) =>
        failure switch
        {
            _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(
                $"{request.Operation} was cancelled.",
                failure,
                cancellationToken
            ),
            GlacierException or ObjectDisposedException => failure,
            _ when request.Body?.Failure is { } unread => unread.SourceException,
            AmazonUnmarshallingException { InnerException: { } inner } response when inner is not IOException =>
                Unreadable(request, endpoint, inner, response.StatusCode, response.RequestId),
            AmazonServiceException response and not AmazonUnmarshallingException => Typed(response, areKeysFixed),
            HttpRequestException
            or IOException
            or TimeoutException
            or OperationCanceledException
            or AmazonUnmarshallingException
            or AmazonClientException => Broken(failure, request, endpoint),
            _ => failure,
        };

    /// <summary>The exception for a response with a status of success that cannot be read.</summary>
    public static GlacierServiceException Unreadable(
        ServiceRequest request,
        Uri endpoint,
        Exception reason,
        HttpStatusCode status,
        string? requestId
    ) =>
        new(
            "UnreadableAnswer",
            $"The response of {endpoint} to {request.Operation} says success, but is not Glacier's: {reason.Message} "
                + "Check that the endpoint is Glacier's.",
            status,
            requestId,
            reason
        );

    private static GlacierServiceException Typed(AmazonServiceException e, bool areKeysFixed)
    {
        string message = e.Message;
        HttpStatusCode status = e.StatusCode;
        string? id = e.RequestId;
        return e.ErrorCode switch
        {
            nameof(AccessDeniedException) => new AccessDeniedException(message, status, id, e),
            nameof(ExpiredTokenException) => new ExpiredTokenException(message, status, id, e)
            {
                CanBeRenewed = !areKeysFixed,
            },
            nameof(InsufficientCapacityException) => new InsufficientCapacityException(message, status, id, e),
            nameof(InvalidParameterValueException) => new InvalidParameterValueException(message, status, id, e),
            nameof(InvalidSignatureException) => new InvalidSignatureException(FirstParagraph(message), status, id, e),
            nameof(LimitExceededException) => new LimitExceededException(message, status, id, e),
            nameof(MissingAuthenticationTokenException) => new MissingAuthenticationTokenException(
                message,
                status,
                id,
                e
            ),
            nameof(MissingParameterValueException) => new MissingParameterValueException(message, status, id, e),
            nameof(NoLongerSupportedException) => new NoLongerSupportedException(message, status, id, e),
            nameof(PolicyEnforcedException) => new PolicyEnforcedException(message, status, id, e),
            nameof(RequestTimeoutException) => new RequestTimeoutException(message, status, id, e),
            nameof(ResourceNotFoundException) => new ResourceNotFoundException(message, status, id, e),
            nameof(ServiceUnavailableException) => new ServiceUnavailableException(message, status, id, e),
            nameof(ThrottlingException) => new ThrottlingException(message, status, id, e),
            nameof(UnrecognizedClientException) => new UnrecognizedClientException(message, status, id, e),
            _ => new GlacierServiceException(e.ErrorCode ?? status.ToString(), message, status, id, e),
        };
    }

    /// <summary>
    /// The rest of a refused signature is the whole canonical request, twenty lines before any advice; it is in the
    /// inner exception.
    /// </summary>
    private static string FirstParagraph(string message) => message.Split("\n\n", 2)[0].TrimEnd();

    private static GlacierConnectionException Broken(Exception failure, ServiceRequest request, Uri endpoint)
    {
        string what = failure is HttpRequestException { HttpRequestError: var error }
            ? error switch
            {
                HttpRequestError.NameResolutionError =>
                    $"The host name {endpoint.Host} could not be resolved. Check the region, the endpoint and the "
                        + "network.",
                HttpRequestError.ConnectionError =>
                    $"Nothing answers at {endpoint} ({failure.Message}). Check the endpoint, the network and the "
                        + "proxy.",
                HttpRequestError.SecureConnectionError => $"No secure connection to {endpoint} came about: "
                    + $"{failure.InnerException?.Message ?? failure.Message} "
                    + "Check the certificate, the clock and the proxy.",
                HttpRequestError.ProxyTunnelError =>
                    $"The proxy did not let the connection to {endpoint} through: {failure.Message} Check the proxy.",
                _ => During(failure, request, endpoint),
            }
            : During(failure, request, endpoint);
        bool mayHaveHappened = RetryRule.MayHaveHappened(request, failure);
        return new GlacierConnectionException(
            endpoint,
            mayHaveHappened
                ? $"{what} {request.MakesAnother} may have been made all the same, so {request.Operation} was not "
                    + "repeated. Look whether it exists before you repeat it."
                : what,
            failure,
            mayHaveHappened
        );
    }

    private static string During(Exception failure, ServiceRequest request, Uri endpoint) =>
        $"The connection to {endpoint} broke during {request.Operation}: {Reason(failure)}";

    /// <summary>The messages of these two say only that another exception, the inner one, was thrown.</summary>
    private static string Reason(Exception failure) =>
        failure is HttpRequestException or AmazonUnmarshallingException && failure.InnerException is { } inner
            ? inner.Message
            : failure.Message;
}
