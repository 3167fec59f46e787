namespace GlacierPS.Core.Protocol;

/// <summary>Everything that GlacierPS itself reports: what happened, to what, and what to do next.</summary>
/// <param name="errorId">A short, stable name of the error, in PascalCase, to test for in scripts.</param>
/// <param name="message">One or two sentences for the user; names in it are made fit to be shown.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public abstract class GlacierException(string errorId, string message, Exception? innerException = null)
    : Exception(TerminalText.Of(message), innerException)
{
    /// <summary>A short, stable name of the error, in PascalCase, to test for in scripts.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>Whether the same call can succeed later without anything being changed.</summary>
    public virtual bool CanRetry => false;
}

/// <summary>What was asked for cannot be done as it was asked; nothing was sent.</summary>
public sealed class GlacierInputException(string errorId, string message, Exception? innerException = null)
    : GlacierException(errorId, message, innerException);

/// <summary>No credentials were found, or they could not be used.</summary>
public sealed class GlacierCredentialsException(string message, Exception? innerException = null)
    : GlacierException("NoCredentials", message, innerException);

/// <summary>The endpoint could not be reached, or the connection broke and trying again did not help.</summary>
/// <param name="endpoint">Where the request was going.</param>
/// <param name="message">One or two sentences for the user.</param>
/// <param name="innerException">The cause; null if there is none.</param>
/// <param name="mayHaveHappened">Whether the service may have done what was asked, its response being lost.</param>
public sealed class GlacierConnectionException(
    Uri? endpoint,
    string message,
    Exception? innerException = null,
    bool mayHaveHappened = false
) : GlacierException("EndpointUnreachable", message, innerException)
{
    /// <summary>The error as a test of a script makes it.</summary>
    public GlacierConnectionException(string message)
        : this(endpoint: null, message) { }

    /// <summary>Where the request was going.</summary>
    public Uri? Endpoint { get; } = endpoint;

    /// <summary>
    /// Whether the service may have done what was asked, its response being lost, and a repeat would do it twice: a
    /// second archive, a second job (glacier-api.md §4, retry rule).
    /// </summary>
    public bool MayHaveHappened { get; } = mayHaveHappened;

    /// <summary>Whether a repeat is without harm: not where the first may have happened.</summary>
    public override bool CanRetry => !MayHaveHappened;
}

/// <summary>
/// A transfer stopped for a reason on this side: a file changed while it was sent, a hash did not match, the disk is
/// full.
/// </summary>
public class GlacierTransferException(string errorId, string message, Exception? innerException = null)
    : GlacierException(errorId, message, innerException);
