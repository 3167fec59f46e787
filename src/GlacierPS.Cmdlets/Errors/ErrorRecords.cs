using System.Management.Automation;
using System.Net.Sockets;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>Every exception's way into an error record: its ID, its category, and what to do next.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Exception exception, object? target)
    {
        Exception cause = Unwrap(exception);
        if (cause is IContainsErrorRecord { ErrorRecord: { } record })
        {
            return record;
        }

        record = new ErrorRecord(cause, IdOf(cause), CategoryOf(cause), target);
        if (Advice.For(cause) is { } advice)
        {
            record.ErrorDetails = new ErrorDetails(cause.Message) { RecommendedAction = advice };
        }

        return record;
    }

    /// <summary>
    /// Whether an exception is news for the user. PowerShell steers its pipelines by exceptions of its own, some of
    /// them not public; those pass.
    /// </summary>
    public static bool IsReportable(Exception exception) =>
        exception is not (PipelineStoppedException or ActionPreferenceStopException or HaltCommandException)
        && exception.GetType().IsVisible;

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate
            ? Unwrap(aggregate.InnerExceptions[0])
            : exception;

    private static string IdOf(Exception exception) => exception switch
    {
        GlacierException glacier => glacier.ErrorId,
        OperationCanceledException => "Cancelled",
        FileNotFoundException or DirectoryNotFoundException => "FileNotFound",
        UnauthorizedAccessException => "FileAccessDenied",
        IOException => "FileError",
        _ => exception.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
    };

    private static ErrorCategory CategoryOf(Exception exception) => exception switch
    {
        ResourceNotFoundException => ErrorCategory.ObjectNotFound,
        AccessDeniedException => ErrorCategory.PermissionDenied,
        ExpiredTokenException or InvalidSignatureException or MissingAuthenticationTokenException
            or UnrecognizedClientException or GlacierCredentialsException => ErrorCategory.AuthenticationError,
        LimitExceededException or PolicyEnforcedException => ErrorCategory.QuotaExceeded,
        ThrottlingException or InsufficientCapacityException => ErrorCategory.LimitsExceeded,
        RequestTimeoutException => ErrorCategory.OperationTimeout,
        NoLongerSupportedException => ErrorCategory.NotEnabled,
        InvalidParameterValueException or MissingParameterValueException
            => ErrorCategory.InvalidArgument,
        GlacierServiceException => ErrorCategory.ResourceUnavailable,
        GlacierConnectionException or SocketException => ErrorCategory.ConnectionError,
        GlacierInputException { ErrorId: "FileNotFound" } => ErrorCategory.ObjectNotFound,
        GlacierInputException { ErrorId: "TargetExists" } => ErrorCategory.ResourceExists,
        GlacierInputException => ErrorCategory.InvalidArgument,
        GlacierTransferException => ErrorCategory.WriteError,
        FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        IOException => ErrorCategory.WriteError,
        TimeoutException => ErrorCategory.OperationTimeout,
        OperationCanceledException => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}
