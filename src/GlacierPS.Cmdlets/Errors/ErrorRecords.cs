using System.Management.Automation;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>
/// Makes error records of exceptions: ID, category, meaning, and what to do next.
/// </summary>
internal static class ErrorRecords
{
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">With what.</param>
    /// <param name="place">Shown before the message; empty where that says all.</param>
    public static ErrorRecord From(Exception exception, object? target, string place = "")
    {
        Exception cause = Unwrap(exception);
        if (cause is IContainsErrorRecord { ErrorRecord: { } record })
        {
            return TerminalText.IsPlain(cause.Message)
                ? record
                : Shown(
                    new ErrorRecord(record, cause) { ErrorDetails = new ErrorDetails(TerminalText.Of(cause.Message)) }
                );
        }

        ErrorEntry entry = ErrorCatalog.Find(cause);
        record = Shown(new ErrorRecord(cause, entry.ErrorId, entry.Category, target));
        if (entry is not { Meaning: null, Action: null } || place.Length > 0 || !TerminalText.IsPlain(cause.Message))
        {
            // What is shown: the message as it came, for those who search for it, and what it means. Those of .NET have
            // names as they are.
            string message = TerminalText.Of(place.Length > 0 ? $"{place}: {cause.Message}" : cause.Message);
            record.ErrorDetails = new ErrorDetails(
                entry.Meaning is null ? message : $"{message.TrimEnd('.')}. {entry.Meaning}"
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

    /// <summary>What is shown of the target is made fit to be shown; the target itself stays as it is.</summary>
    private static ErrorRecord Shown(ErrorRecord record)
    {
        record.CategoryInfo.TargetName = TerminalText.Of(record.CategoryInfo.TargetName);
        return record;
    }

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate
            ? Unwrap(aggregate.InnerExceptions[0])
            : exception;
}
