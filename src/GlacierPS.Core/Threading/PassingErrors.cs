using System.Diagnostics;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>
/// What one command of hours does about errors that pass by themselves: a fault of the service, throttling, a
/// connection that does not come about, credentials that expire and are renewed. The first of a kind is a warning, the
/// others are messages, and what failed is tried again.
/// </summary>
/// <param name="warn">Receives the first error, and the first that only new credentials end; from any thread.</param>
/// <param name="note">Receives all others; from any thread.</param>
/// <param name="first">The longest pause after a first failure; null for that of <see cref="RetryPolicy"/>.</param>
/// <param name="limit">How long one request is repeated at most; null for ever.</param>
public sealed class PassingErrors(
    Action<string>? warn = null,
    Action<string>? note = null,
    TimeSpan? first = null,
    TimeSpan? limit = null
)
{
    /// <summary>
    /// How long a request is repeated before the service has answered any: behind an address that was mistyped nothing
    /// ever will.
    /// </summary>
    private static readonly TimeSpan Unanswered = TimeSpan.FromMinutes(3);

    private readonly RetryPolicy _retries = new(int.MaxValue, first ?? RetryPolicy.DefaultFirst);
    private readonly object _lock = new();
    private volatile bool _answered;
    private long _firstFailure;
    private bool _warned;
    private bool _warnedOfCredentials;

    private TimeSpan Limit => _answered ? limit ?? TimeSpan.MaxValue : UnansweredLimit;

    private TimeSpan UnansweredLimit => limit < Unanswered ? limit.Value : Unanswered;

    /// <summary>The longest pause before a request is repeated for the first time.</summary>
    public TimeSpan First { get; } = first ?? RetryPolicy.DefaultFirst;

    /// <summary>Says that the service has answered: the address and the credentials are right.</summary>
    public void Answered() => _answered = true;

    /// <summary>
    /// Whether the service has never answered, and has failed for three minutes or the limit: nothing is to be hoped
    /// for there.
    /// </summary>
    public bool IsGivenUp =>
        !_answered
        && Interlocked.Read(ref _firstFailure) is not 0 and var first
        && Stopwatch.GetElapsedTime(first) >= UnansweredLimit;

    /// <summary>
    /// Whether an error can pass by itself. As soon as the service has answered once, that includes credentials that
    /// have ended and can be renewed from elsewhere, and responses that are not the service's own, since a
    /// proxy gives them in its place.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="cancellationToken">The caller's; nothing passes for a caller who has cancelled.</param>
    public bool Includes(Exception error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(error);
        return !cancellationToken.IsCancellationRequested
            && (
                RetryPolicy.CanRetry(error, cancellationToken)
                || (_answered && (NeedsCredentials(error) || IsOfAnother(error)))
            );
    }

    /// <summary>Tells of an error that will pass.</summary>
    /// <param name="error">The error.</param>
    /// <param name="what">What failed, as the beginning of a sentence that ends in a colon.</param>
    /// <param name="pause">The time until it is tried again.</param>
    public void Report(Exception error, string what, TimeSpan pause)
    {
        ArgumentNullException.ThrowIfNull(error);
        Interlocked.CompareExchange(ref _firstFailure, Stopwatch.GetTimestamp(), 0);
        if (error is GlacierServiceException { RequestId: not null })
        {
            Answered();
        }

        bool credentials = NeedsCredentials(error);
        bool isFirst;
        lock (_lock)
        {
            isFirst = credentials ? !_warnedOfCredentials : !_warned;
            _warned |= !credentials;
            _warnedOfCredentials |= credentials;
        }

        if (isFirst)
        {
            warn?.Invoke(
                $"{what}: {error.Message} It is tried again until it succeeds"
                    + (_answered ? "" : $", for {Duration.Of(UnansweredLimit)} at most if nothing of Glacier's answers")
                    + $", next in {Duration.Of(pause)}"
                    + (credentials ? ", and goes on when the credentials are renewed" : "")
                    + ". Further errors of this kind are verbose messages."
            );
        }
        else
        {
            note?.Invoke($"{what}: {error.Message} It is tried again in {Duration.Of(pause)}.");
        }
    }

    /// <summary>Makes a request, again while it fails for a passing reason.</summary>
    /// <param name="what">What fails then, as the beginning of a sentence that ends in a colon.</param>
    /// <param name="work">The request; safe to repeat after a passing error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the work gave. What it throws for another reason is thrown, and what it throws until the service
    /// has ever answered, after three minutes or the limit.</returns>
    public async Task<T> RunAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        long begun = Stopwatch.GetTimestamp();
        for (int failed = 1; ; failed++)
        {
            try
            {
                T result = await work();
                Answered();
                return result;
            }
            catch (Exception error) when (Includes(error, cancellationToken) && Stopwatch.GetElapsedTime(begun) < Limit)
            {
                await WaitAsync(error, what, failed, cancellationToken);
            }
        }
    }

    /// <summary>Tells of an error that will pass, and waits before the next try.</summary>
    /// <param name="error">The error.</param>
    /// <param name="what">What failed, as the beginning of a sentence that ends in a colon.</param>
    /// <param name="failed">Tries that failed, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(Exception error, string what, int failed, CancellationToken cancellationToken)
    {
        TimeSpan pause = _retries.PauseAfter(failed);
        Report(error, what, pause);
        return Task.Delay(pause, cancellationToken);
    }

    private static bool NeedsCredentials(Exception error) =>
        error is ExpiredTokenException { CanBeRenewed: true } or GlacierCredentialsException;

    /// <summary>
    /// Whether a response has neither a code of Glacier's nor the ID that Glacier gives each request.
    /// </summary>
    private static bool IsOfAnother(Exception error) =>
        error is GlacierServiceException { RequestId: null } response
        && response.GetType() == typeof(GlacierServiceException);
}
