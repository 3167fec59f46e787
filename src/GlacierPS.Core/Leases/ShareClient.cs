using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Leases;

/// <summary>
/// A share's rows in the table, for one machine. Requests that fail for a passing reason are made again, without end
/// once the table has answered: a table that is throttled makes all machines slow, and nothing is lost meanwhile.
/// </summary>
internal sealed class ShareClient(
    IShareTable table,
    string share,
    ShareOptions options,
    string owner,
    Action<string> note
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private bool _answered;

    public string Share => share;

    public ShareOptions Options => options;

    public string TableName => table.Name;

    /// <summary>The machine's name in the table; no other process has it, nor had it.</summary>
    public string Owner => owner;

    public Action<string> Note => note;

    /// <summary>The service's time.</summary>
    public DateTime Now => table.Now ?? throw new UnreachableException("The table was asked for nothing yet.");

    public long Timestamp => options.Time.GetTimestamp();

    public TimeSpan Since(long timestamp) => options.Time.GetElapsedTime(timestamp);

    public Task<ShareRow?> ReadAsync(string row, CancellationToken cancellationToken, string? below = null) =>
        AgainAsync(() => table.ReadAsync(below ?? share, row, cancellationToken), cancellationToken);

    public Task<List<ShareRow>> ListAsync(string beginning, CancellationToken cancellationToken) =>
        AgainAsync(
            async () =>
            {
                var rows = new List<ShareRow>();
                await foreach (ShareRow row in table.ListAsync(share, beginning, cancellationToken))
                {
                    rows.Add(row);
                }

                return rows;
            },
            cancellationToken
        );

    /// <summary>
    /// Changes a row. False may also mean that it was changed by a request whose answer was lost: the caller has to be
    /// able to tell by reading the row.
    /// </summary>
    public Task<bool> ChangeAsync(RowChange change, CancellationToken cancellationToken) =>
        AgainAsync(() => table.ChangeAsync(change, cancellationToken), cancellationToken);

    /// <summary>Changes a row by a single request.</summary>
    public Task<bool> ChangeOnceAsync(RowChange change, CancellationToken cancellationToken) =>
        table.ChangeAsync(change, cancellationToken);

    public Task DeleteAsync(string row, CancellationToken cancellationToken) =>
        AgainAsync(
            async () =>
            {
                await table.DeleteAsync(share, row, cancellationToken);
                return true;
            },
            cancellationToken
        );

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, options.Time, cancellationToken);

    private async Task<T> AgainAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        for (int failed = 1; ; failed++)
        {
            try
            {
                T result = await send();
                _answered = true;
                return result;
            }
            catch (Exception error)
                when (RetryPolicy.CanRetry(error, cancellationToken)
                    && (_answered || failed < RetryPolicy.DefaultAttempts)
                )
            {
                double seconds = Math.Min(
                    Longest.TotalSeconds,
                    options.RetryDelay.TotalSeconds * Math.Pow(2, Math.Min(failed - 1, 30))
                );
                note($"The table '{table.Name}' is asked again: {error.Message}");
                await DelayAsync(
                    TimeSpan.FromSeconds(seconds * (0.5 + options.Random.NextDouble() / 2)),
                    cancellationToken
                );
            }
        }
    }
}
