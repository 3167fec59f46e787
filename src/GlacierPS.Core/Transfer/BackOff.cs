using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Tries something again that failed for a passing reason, after a pause that doubles each time and is partly left to
/// chance, so that many who failed together do not come back together. It stands over the few quick retries that each
/// request has by itself, and outlasts a line that is down for a minute.
/// </summary>
/// <param name="attempts">How often it is tried, at least 1.</param>
/// <param name="first">The longest pause before the second try.</param>
internal sealed class BackOff(int attempts, TimeSpan first)
{
    /// <summary>Tries in all until it is given up: about a minute of pauses.</summary>
    public const int DefaultAttempts = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan DefaultFirst = TimeSpan.FromSeconds(0.5);

    /// <summary>Whether the same request can go better: the line broke, the service is in trouble.</summary>
    public static bool CanTryAgain(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && error is IOException or HttpRequestException or TimeoutException or GlacierException { CanRetry: true };

    /// <summary>Whether a try may follow.</summary>
    /// <param name="failed">Tries that failed.</param>
    public bool Allows(int failed) => failed < attempts;

    /// <summary>Waits before the next try.</summary>
    /// <param name="failed">Tries that failed, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(int failed, CancellationToken cancellationToken)
    {
        double seconds = Math.Min(Longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, failed - 1));
        return Task.Delay(TimeSpan.FromSeconds(seconds * (0.5 + Random.Shared.NextDouble() / 2)), cancellationToken);
    }

    /// <summary>Does something, again if need be.</summary>
    /// <param name="work">Safe to repeat where its failure says so.</param>
    /// <param name="again">Told of a failure that is followed by another try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, Action<Exception> again, CancellationToken cancellationToken)
    {
        for (int failed = 1; ; failed++)
        {
            try
            {
                return await work();
            }
            catch (Exception error) when (CanTryAgain(error, cancellationToken) && Allows(failed))
            {
                again(error);
                await WaitAsync(failed, cancellationToken);
            }
        }
    }
}
