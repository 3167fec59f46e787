using System.Collections.Frozen;
using System.Management.Automation;
using System.Net.Sockets;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>All errors that cmdlets report, by their IDs.</summary>
internal static class ErrorCatalog
{
    private static readonly FrozenDictionary<string, ErrorEntry[]> Entries = ServiceErrorEntries
        .All.Concat(OwnErrorEntries.All)
        .GroupBy(entry => entry.ErrorId, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>The IDs that there are.</summary>
    public static IEnumerable<string> ErrorIds => Entries.Keys;

    /// <summary>
    /// The entry for an exception; for one that is not in the catalogue, an entry by its type.
    /// </summary>
    public static ErrorEntry Find(Exception exception)
    {
        string id = IdOf(exception);
        ErrorEntry? found = Entries
            .GetValueOrDefault(id)
            ?.FirstOrDefault(entry =>
                entry.Says is null || exception.Message.Contains(entry.Says, StringComparison.OrdinalIgnoreCase)
            );
        return found ?? new ErrorEntry(id, CategoryOf(exception), ActionFor(exception));
    }

    private static string IdOf(Exception exception) =>
        exception switch
        {
            GlacierException glacier => glacier.ErrorId,
            OperationCanceledException => "Cancelled",
            FileNotFoundException or DirectoryNotFoundException => "FileNotFound",
            UnauthorizedAccessException => "FileAccessDenied",
            IOException => "FileError",
            _ => exception.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
        };

    private static ErrorCategory CategoryOf(Exception exception) =>
        exception switch
        {
            GlacierServiceException => ErrorCategory.ResourceUnavailable,
            GlacierConnectionException or SocketException => ErrorCategory.ConnectionError,
            GlacierInputException => ErrorCategory.InvalidArgument,
            GlacierTransferException => ErrorCategory.WriteError,
            _ => ErrorCategory.NotSpecified,
        };

    private static string? ActionFor(Exception exception) =>
        exception is GlacierServiceException { CanRetry: true } ? "The service may be busy: try again later." : null;
}
