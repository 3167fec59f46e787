using System.Management.Automation;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>
/// Makes error records of exceptions: ID, category, meaning, and what to do next.
/// </summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Exception exception, object? target)
    {
        Exception cause = Unwrap(exception);
        if (cause is IContainsErrorRecord { ErrorRecord: { } record })
        {
            return record;
        }

        ErrorEntry entry = ErrorCatalog.Find(cause);
        record = new ErrorRecord(cause, entry.ErrorId, entry.Category, target);
        if (entry is not { Meaning: null, Action: null })
        {
            // What is shown: the message as it came, for those who search for it, and what it means.
            record.ErrorDetails = new ErrorDetails(
                entry.Meaning is null ? cause.Message : $"{cause.Message.TrimEnd('.')}. {entry.Meaning}"
            )
            {
                RecommendedAction = entry.Action,
            };
        }

        return record;
    }

    /// <summary>
    /// Whether an exception is an error for the user. PowerShell stops pipelines by exceptions of its own, some of them
    /// not public; these are not caught.
    /// </summary>
    public static bool IsReportable(Exception exception) =>
        exception is not (PipelineStoppedException or ActionPreferenceStopException or HaltCommandException)
        && exception.GetType().IsVisible;

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate
            ? Unwrap(aggregate.InnerExceptions[0])
            : exception;
}
