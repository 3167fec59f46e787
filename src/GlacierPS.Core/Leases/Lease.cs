using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>
/// A row that is this machine's for a time. Each owner has a fence, one more than the one before, and all that it
/// writes has the condition that the fence is still its own: whoever slept, or lost the connection, changes nothing
/// afterwards.
/// </summary>
internal sealed class Lease
{
    // The owner takes its own lease for ended this much earlier than others do, since clocks run at different speeds.
    private const double OwnPart = 0.8;

    private readonly ShareClient _client;
    private readonly long _fence;
    private readonly object _lock = new();
    private long _beat;
    private long _renewed;
    private DateTime _renewedAt;
    private bool _isEnding;

    private Lease(ShareClient client, string row, long fence, (long, DateTime) begun)
    {
        (_client, Row, _fence) = (client, row, fence);
        (_renewed, _renewedAt) = begun;
    }

    public string Row { get; }

    /// <summary>Whether the table said otherwise, or it was given up.</summary>
    public bool IsLost { get; private set; }

    /// <summary>
    /// Whether it can still be this machine's own. A machine that slept finds out by whichever of its clocks went on.
    /// </summary>
    public bool IsFresh
    {
        get
        {
            lock (_lock)
            {
                TimeSpan limit = _client.Options.Lease * OwnPart;
                return !IsLost
                    && _client.Since(_renewed) < limit
                    && _client.Options.Time.GetUtcNow().UtcDateTime - _renewedAt < limit;
            }
        }
    }

    /// <summary>Takes a row that nobody has, or whose owner has not renewed it for as long as a lease lasts.</summary>
    /// <returns>Null if another was faster.</returns>
    public static async Task<Lease?> TryTakeAsync(ShareClient client, ShareRow row, CancellationToken cancellationToken)
    {
        long fence = (row.Number(ShareRows.Fence) ?? 0) + 1;
        (long, DateTime) begun = Now(client);
        bool taken = await client.ChangeAsync(
            new RowChange(client.Share, row.Name)
            {
                Conditions = [SameAs(row, ShareRows.Fence), SameAs(row, ShareRows.Beat), SameAs(row, ShareRows.State)],
                Set = new Dictionary<string, object>
                {
                    [ShareRows.State] = LeaseState.Taken,
                    [ShareRows.Owner] = client.Owner,
                    [ShareRows.Fence] = fence,
                    [ShareRows.Beat] = 0L,
                    [ShareRows.TakenAt] = Text(client.Now),
                },
            },
            cancellationToken
        );
        if (!taken)
        {
            ShareRow? now = await client.ReadAsync(row.Name, cancellationToken);
            taken =
                now?.Number(ShareRows.Fence) == fence
                && now.Text(ShareRows.Owner) == client.Owner
                && now.Text(ShareRows.State) == LeaseState.Taken;
        }

        return taken ? new Lease(client, row.Name, fence, begun) : null;
    }

    /// <summary>A time as the table's rows have it.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>
    /// Says that the owner is there, by a single request; whether it still is the owner is known then.
    /// </summary>
    /// <exception cref="GlacierException">The table refuses, or does not answer.</exception>
    public async Task RenewAsync(IReadOnlyDictionary<string, object> values, CancellationToken cancellationToken)
    {
        (long, DateTime) begun = Now(_client);
        bool held = await _client.ChangeOnceAsync(
            new RowChange(_client.Share, Row)
            {
                Conditions = Own(),
                Set = new Dictionary<string, object>(values) { [ShareRows.Beat] = ++_beat },
            },
            cancellationToken
        );
        lock (_lock)
        {
            if (held)
            {
                (_renewed, _renewedAt) = begun;
            }
            else if (!_isEnding)
            {
                IsLost = true;
            }
        }
    }

    /// <summary>Ends it, and says what has become of the row.</summary>
    /// <returns>Whether it was this machine's to the end; nothing is changed otherwise.</returns>
    public async Task<bool> EndAsync(
        string state,
        IReadOnlyDictionary<string, object> values,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            // A renewal that meets the row as it is afterwards has lost nothing.
            _isEnding = true;
        }

        bool ended = await _client.ChangeAsync(
            new RowChange(_client.Share, Row)
            {
                Conditions = Own(),
                Set = new Dictionary<string, object>(values)
                {
                    [ShareRows.State] = state,
                    [ShareRows.LastOwner] = _client.Owner,
                    [ShareRows.EndedAt] = Text(_client.Now),
                },
            },
            cancellationToken
        );
        if (!ended)
        {
            ShareRow? now = await _client.ReadAsync(Row, cancellationToken);
            ended = now?.Number(ShareRows.Fence) == _fence && now.Text(ShareRows.State) == state;
        }

        lock (_lock)
        {
            IsLost = true;
        }

        return ended;
    }

    private RowCondition[] Own() =>
        [
            new(ShareRows.Fence, RowComparison.Equal, _fence),
            new(ShareRows.State, RowComparison.Equal, LeaseState.Taken),
        ];

    private static RowCondition SameAs(ShareRow row, string name) =>
        row.Values.TryGetValue(name, out object? value)
            ? new RowCondition(name, RowComparison.Equal, value)
            : new RowCondition(name, RowComparison.Missing);

    private static (long, DateTime) Now(ShareClient client) =>
        (client.Timestamp, client.Options.Time.GetUtcNow().UtcDateTime);
}

/// <summary>
/// Which owners are there. A row that stays as it is for as long as a lease lasts, between two readings by this
/// machine, has none any more: nobody's clock is compared with another's.
/// </summary>
internal sealed class OwnerWatch(ShareClient client)
{
    private readonly Dictionary<string, (long Fence, long Beat, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Notes how a row was read.</summary>
    /// <returns>Whether its owner has been silent for as long as a lease lasts.</returns>
    public bool IsSilent(ShareRow row)
    {
        long fence = row.Number(ShareRows.Fence) ?? 0;
        long beat = row.Number(ShareRows.Beat) ?? 0;
        if (!_seen.TryGetValue(row.Name, out var seen) || seen.Fence != fence || seen.Beat != beat)
        {
            _seen[row.Name] = (fence, beat, client.Timestamp);
            return false;
        }

        return client.Since(seen.Since) >= client.Options.Lease;
    }
}
