using System.Globalization;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>
/// What all machines of a share may start: bytes in an hour of the clock, by the time of the table's service, and
/// dollars in all. A machine takes a thousandth of the limit at once and uses that up, so that few requests are made;
/// near the limit it takes what it needs. What a machine that is killed had taken stays taken: the limit holds.
/// </summary>
public sealed class ShareBudget
{
    private const int Parts = 1000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ShareClient _client;
    private readonly ShareDefinition _definition;
    private readonly Action _throwIfLost;
    private readonly object _lock = new();
    private Task _turn = Task.CompletedTask;
    private long _sequence;
    private DateTime _hour;
    private long _bytesLeft;
    private long _picodollarsLeft;
    private long _refused = long.MaxValue;
    private long _refusedInHour = long.MaxValue;

    internal ShareBudget(ShareClient client, ShareDefinition definition, Action throwIfLost) =>
        (_client, _definition, _throwIfLost) = (client, definition, throwIfLost);

    /// <summary>Waits until a job may be started, and counts it.</summary>
    /// <param name="archiveId">The archive, for the error.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierInputException">
    /// MaxCostReached: it would cost more than is left. PriceUnknown: what it would cost is not known.
    /// </exception>
    /// <exception cref="LeaseLostException">The archive's window is another machine's by now.</exception>
    /// <returns>What was counted of the limit of cost; null without one.</returns>
    public async Task<SpendingEntry?> AllowAsync(string archiveId, long bytes, CancellationToken cancellationToken)
    {
        SpendingEntry? spent = null;
        _throwIfLost();
        if (_definition.MaxBytesPerHour is null && _definition.MaxPicodollars is null)
        {
            return null;
        }

        await InTurnAsync(async () =>
        {
            if (_definition.MaxBytesPerHour is { } limit)
            {
                await PaceAsync(bytes, limit, cancellationToken);
            }

            if (_definition.MaxPicodollars is { } most)
            {
                long cost = Picodollars(archiveId, _definition.DollarsOf(bytes));
                await SpendAsync(archiveId, cost, most, cancellationToken);
                spent = new SpendingEntry(() => GiveBack(cost));
            }
        });
        _throwIfLost();
        return spent;
    }

    /// <summary>Fails if a window that this machine has may be another's by now.</summary>
    /// <exception cref="LeaseLostException">It may be.</exception>
    public void RequireHeld() => _throwIfLost();

    /// <summary>Gives back what of the limit of cost was taken and not used.</summary>
    /// <exception cref="GlacierException">The table refuses.</exception>
    public Task GiveBackAsync(CancellationToken cancellationToken) =>
        InTurnAsync(async () =>
        {
            long left;
            lock (_lock)
            {
                left = _picodollarsLeft;
                _picodollarsLeft = 0;
            }

            if (left > 0)
            {
                await TryAddAsync(ShareRows.Cost, -left, long.MaxValue, cancellationToken);
            }
        });

    private void GiveBack(long cost)
    {
        lock (_lock)
        {
            _picodollarsLeft += cost;
        }
    }

    private async Task PaceAsync(long bytes, long limit, CancellationToken cancellationToken)
    {
        for (bool noted = false; ; noted = true)
        {
            DateTime now = _client.Now;
            DateTime hour = now.Date.AddHours(now.Hour);
            if (hour != _hour)
            {
                (_hour, _bytesLeft, _refusedInHour) = (hour, 0, long.MaxValue);
            }

            string row = ShareRows.Hour(hour);
            if (_bytesLeft < bytes && bytes - _bytesLeft < _refusedInHour)
            {
                long part = Math.Max(bytes - _bytesLeft, limit / Parts);
                if (
                    await TryAddAsync(row, part, limit - part, cancellationToken)
                    // An archive that is larger than the limit is the only one of its hour.
                    || await TryAddAsync(row, part = bytes - _bytesLeft, Math.Max(0, limit - part), cancellationToken)
                )
                {
                    _bytesLeft += part;
                }
                else
                {
                    // What is not there is not there later in the hour: the table is not asked for it again.
                    _refusedInHour = bytes - _bytesLeft;
                }
            }

            if (_bytesLeft >= bytes)
            {
                _bytesLeft -= bytes;
                return;
            }

            TimeSpan left = hour.AddHours(1) - _client.Now;
            if (!noted)
            {
                _client.Note(
                    $"The next job is started in {Quantity.Of((long)Math.Round(left.TotalMinutes), "minute")}: the "
                        + $"limit of all machines together is {Quantity.Of(limit, "byte")} an hour."
                );
            }

            left = left < TimeSpan.Zero ? TimeSpan.Zero : left + TimeSpan.FromSeconds(1);
            await _client.DelayAsync(left < LongestPause ? left : LongestPause, cancellationToken);
            _throwIfLost();
        }
    }

    private async Task SpendAsync(string archiveId, long cost, long limit, CancellationToken cancellationToken)
    {
        long left;
        lock (_lock)
        {
            left = _picodollarsLeft;
        }

        if (left < cost)
        {
            long part = Math.Max(cost - left, limit / Parts);
            if (
                cost >= _refused
                || !await TryAddAsync(ShareRows.Cost, part, limit - part, cancellationToken)
                    && !await TryAddAsync(ShareRows.Cost, part = cost - left, limit - part, cancellationToken)
            )
            {
                // So that a window's other archives ask for nothing more.
                _refused = Math.Min(_refused, cost);
                throw new GlacierInputException(
                    "MaxCostReached",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"No job was started for the archive {archiveId}: of -MaxCost "
                            + $"{limit / 1_000_000_000_000m:0.00##} USD for all machines of the share "
                            + $"'{_client.Share}' too little is left. Remove the share with Remove-GlacierShareTable "
                            + $"-Share and run the same command with another -MaxCost: what is done stays done."
                    )
                );
            }

            lock (_lock)
            {
                _picodollarsLeft += part;
            }
        }

        lock (_lock)
        {
            _picodollarsLeft -= cost;
        }
    }

    /// <summary>
    /// Adds to a sum that may not pass a limit, once: each machine numbers its additions, so that one whose answer was
    /// lost is not made twice.
    /// </summary>
    private async Task<bool> TryAddAsync(string row, long amount, long atMost, CancellationToken cancellationToken)
    {
        if (atMost < 0)
        {
            return false;
        }

        string name = ShareRows.Sequence + _client.Owner[(_client.Owner.LastIndexOf('/') + 1)..];
        long sequence = ++_sequence;
        return await _client.ChangeAsync(
                new RowChange(_client.Share, row)
                {
                    Conditions =
                    [
                        new RowCondition(ShareRows.Sum, RowComparison.MissingOrAtMost, atMost),
                        new RowCondition(name, RowComparison.MissingOrAtMost, sequence - 1),
                    ],
                    Set = new Dictionary<string, object> { [name] = sequence },
                    Add = new Dictionary<string, long> { [ShareRows.Sum] = amount },
                },
                cancellationToken
            )
            || (await _client.ReadAsync(row, cancellationToken))?.Number(name) == sequence;
    }

    private static long Picodollars(string archiveId, decimal? dollars) =>
        dollars is { } known
            ? (long)(known * 1_000_000_000_000m)
            : throw new GlacierInputException(
                "PriceUnknown",
                $"No job was started for the archive {archiveId}: what it would cost is not known. Leave -MaxCost "
                    + "away, "
                    + "or give prices with -PricePath."
            );

    private async Task InTurnAsync(Func<Task> work)
    {
        Task before;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            before = _turn;
            _turn = done.Task;
        }

        await before;
        try
        {
            await work();
        }
        finally
        {
            done.SetResult();
        }
    }
}
