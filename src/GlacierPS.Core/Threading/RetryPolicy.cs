using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>
/// Repeats a request that failed for a passing reason, after a pause that doubles each time and is random by half, so
/// that many who failed together do not come back together. It stands above the few quick retries that each request has
/// in GlacierPS.Aws, and outlasts a network that is down for a minute.
/// </summary>
/// <param name="attempts">How often it is tried, at least 1.</param>
/// <param name="first">The longest pause before the second try.</param>
public sealed class RetryPolicy(int attempts, TimeSpan first)
{
    /// <summary>Tries in all until it is given up: about a minute of pauses.</summary>
    public const int DefaultAttempts = 8;

    private const int ThrottledAttempts = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause before the second try where nothing else is said: 0.5 s.</summary>
    public static readonly TimeSpan DefaultFirst = TimeSpan.FromSeconds(0.5);

    /// <summary>Whether the same request can succeed later: the connection broke, or the service had a fault.</summary>
    /// <param name="error">What it failed with.</param>
    /// <param name="cancellationToken">The caller's; nothing is repeated for a caller who has cancelled.</param>
    public static bool CanRetry(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && error is IOException or HttpRequestException or TimeoutException or GlacierException { CanRetry: true };

    /// <summary>Whether a try may follow.</summary>
    /// <param name="failed">Tries that failed.</param>
    public bool Allows(int failed) => failed < attempts;

    /// <summary>A pause before the next try: it doubles each time, up to 30 s, and half of it is random.</summary>
    /// <param name="failed">Tries that failed, at least 1.</param>
    public TimeSpan PauseAfter(int failed)
    {
        double seconds = Math.Min(Longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, failed - 1));
        return TimeSpan.FromSeconds(seconds * (0.5 + Random.Shared.NextDouble() / 2));
    }

    /// <summary>Waits before the next try.</summary>
    /// <param name="failed">Tries that failed, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task WaitAsync(int failed, CancellationToken cancellationToken) =>
        Task.Delay(PauseAfter(failed), cancellationToken);

    /// <summary>
    /// Makes a request, and makes it again as long as the service throttles it, some seven minutes: what was throttled
    /// was not done (glacier-api.md §4).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="again">Told each time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ThrottlingException">The service throttled it to the end.</exception>
    public static Task<T> WhileThrottledAsync<T>(
        Func<Task<T>> request,
        Action<Exception> again,
        CancellationToken cancellationToken
    ) =>
        new RetryPolicy(ThrottledAttempts, DefaultFirst).RunAsync(
            request,
            again,
            cancellationToken,
            (error, token) => error is ThrottlingException && !token.IsCancellationRequested
        );

    /// <summary>Runs something, again if need be.</summary>
    /// <param name="work">Safe to repeat after the failures that <paramref name="canRetry"/> names.</param>
    /// <param name="again">Told of a failure that is followed by another try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="canRetry">Which failures; null for <see cref="CanRetry"/>.</param>
    /// <returns>What the work gave. What it throws in the last try, or for another reason, is thrown.</returns>
    public async Task<T> RunAsync<T>(
        Func<Task<T>> work,
        Action<Exception> again,
        CancellationToken cancellationToken,
        Func<Exception, CancellationToken, bool>? canRetry = null
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(again);
        for (int failed = 1; ; failed++)
        {
            try
            {
                return await work();
            }
            catch (Exception error) when (Allows(failed) && (canRetry ?? CanRetry)(error, cancellationToken))
            {
                again(error);
                await WaitAsync(failed, cancellationToken);
            }
        }
    }
}
