using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>
/// This machine's part in work that any number of machines do together. One of those that know the vault's archives
/// puts windows up; each takes windows that nobody has, or whose owner has fallen silent, and works at them as if it
/// were alone: what was done is seen in the services, not here.
/// </summary>
public sealed class SharedWork : IAsyncDisposable
{
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(5);

    // A machine that knows the archives may be started later than others, or again.
    private const int LeasesUnplanned = 6;

    private readonly ShareClient _client;
    private readonly WindowPlanner? _planner;
    private readonly OwnerWatch _owners;
    private readonly Dictionary<string, long> _failedHere = new(StringComparer.Ordinal);
    private readonly LeaseKeeper _keeper;
    private long? _unplanned;

    private SharedWork(ShareClient client, ShareDefinition definition, WindowPlanner? planner)
    {
        (_client, _planner) = (client, planner);
        _owners = new OwnerWatch(client);
        _keeper = new LeaseKeeper(client);
        Budget = new ShareBudget(client, definition, _keeper.ThrowIfLost);
    }

    /// <summary>Paces the jobs of all machines, and limits what they cost.</summary>
    public ShareBudget Budget { get; }

    /// <summary>
    /// Is cancelled when a window that this machine worked at became another's, or the table is gone:
    /// <see cref="ThrowIfLost"/> tells.
    /// </summary>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>Archives that failed with three owners, on any machine, once all windows have ended.</summary>
    public long ArchivesFailed { get; private set; }

    /// <summary>Archives that were kept on purpose, on any machine, once all windows have ended.</summary>
    public long ArchivesKept { get; private set; }

    /// <summary>Takes part. The first machine says what is done; all others have to say the same.</summary>
    /// <param name="table">The table.</param>
    /// <param name="definition">What is done.</param>
    /// <param name="plan">
    /// The windows of the archives that were stored from a time on, the oldest first, all of them for null; null where
    /// this machine does not know the archives.
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="note">Receives messages that are not errors, from any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierInputException">ShareDiffers: the others do something else.</exception>
    /// <exception cref="GlacierException">The table cannot be used.</exception>
    public static async Task<SharedWork> JoinAsync(
        IShareTable table,
        ShareDefinition definition,
        Func<DateTime?, IEnumerable<PlannedWindow>>? plan,
        ShareOptions options,
        Action<string> note,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        byte[] random = new byte[6];
        options.Random.NextBytes(random);
        string owner = $"{options.Machine}/{Convert.ToHexString(random)}";
        var client = new ShareClient(table, definition.Name, options, owner, note);
        await ShareHead.MakeOrCompareAsync(client, definition, cancellationToken);
        var work = new SharedWork(client, definition, plan is null ? null : new WindowPlanner(client, plan));
        await work._keeper.StartAsync(cancellationToken);
        return work;
    }

    /// <summary>Fails if a window that this machine has may be another's by now.</summary>
    /// <exception cref="LeaseLostException">It is.</exception>
    /// <exception cref="GlacierException">The table refuses.</exception>
    public void ThrowIfLost() => _keeper.ThrowIfLost();

    /// <summary>
    /// Takes the next window. This machine has at most its part of those that are left; beyond that, and where others
    /// have all that are left, it waits: they may die.
    /// </summary>
    /// <returns>Null when all windows have ended.</returns>
    /// <exception cref="GlacierInputException">
    /// ShareNotPlanned: nobody who knows the archives is left, and not all windows were put up.
    /// </exception>
    /// <exception cref="LeaseLostException">Another window of this machine's is another's by now.</exception>
    public async Task<SharedWindow?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            CancellationToken released = _keeper.Released;
            ThrowIfLost();
            List<ShareRow> rows = await _client.ListAsync(ShareRows.Leased, cancellationToken);
            ShareRow plan =
                rows.Find(row => row.Name == ShareRows.Plan)
                ?? new ShareRow(_client.Share, ShareRows.Plan, new Dictionary<string, object>());
            HashSet<string> free = [.. rows.Append(plan).Where(IsFree).Select(row => row.Name)];
            if (free.Contains(ShareRows.Plan) && _planner is not null)
            {
                if (plan.Values.Count == 0)
                {
                    await ShareHead.RequireAsync(_client, cancellationToken);
                }

                if (await Lease.TryTakeAsync(_client, plan, cancellationToken) is { } lease)
                {
                    await PlanAsync(lease, cancellationToken);
                }

                continue;
            }

            List<ShareRow> left = rows.FindAll(row =>
                row.Name != ShareRows.Plan && !LeaseState.IsEnded(row.Text(ShareRows.State))
            );
            bool isPlanned = LeaseState.IsEnded(plan.Text(ShareRows.State));
            if (left.Count == 0 && isPlanned)
            {
                ArchivesFailed = rows.Sum(row =>
                    row.Text(ShareRows.State) == LeaseState.Failed ? row.Number(ShareRows.FailedArchives) ?? 0 : 0
                );
                ArchivesKept = rows.Sum(row => row.Number(ShareRows.KeptArchives) ?? 0);
                return null;
            }

            if (left.Count > 0 || !free.Contains(ShareRows.Plan))
            {
                _unplanned = null;
            }
            else if (_unplanned is null)
            {
                _unplanned = _client.Timestamp;
                _client.Note(
                    "It is waited for a machine that knows the vault's archives, and puts up windows of them."
                );
            }
            else if (_client.Since(_unplanned.Value) > _client.Options.Lease * LeasesUnplanned)
            {
                throw ShareHead.NotPlanned(_client);
            }

            int machines = await CountMachinesAsync(cancellationToken);
            if (
                _keeper.Windows < (left.Count + machines - 1) / machines
                && await TakeAsync(left.FindAll(row => free.Contains(row.Name)), machines, cancellationToken)
                    is { } window
            )
            {
                return window;
            }

            await WaitAsync(released, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Reads the archives of windows that have ended, window by window.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="isWanted">Which windows, and whether this machine was the last that had them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">The table refuses, or does not have them whole.</exception>
    public async IAsyncEnumerable<IReadOnlyList<WindowArchive>> ReadEndedAsync(
        string vaultName,
        Func<ShareWindowState, bool, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        foreach (ShareRow row in await _client.ListAsync(ShareRows.Leased, cancellationToken))
        {
            if (
                row.Name != ShareRows.Plan
                && ShareWindowState.Of(row) is { HasEnded: true } window
                && isWanted(window, window.Owner == _client.Owner)
            )
            {
                yield return await SharedWindow.ReadAsync(_client, row, vaultName, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Does the work, and begins anew whenever a window of this machine's became another's: what was done by then is
    /// seen in the services. At the end, or at an error, windows are given back.
    /// </summary>
    /// <param name="work">Takes windows until there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await WorkAsync(work, cancellationToken);
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>
    /// Takes the machine out: gives windows back, and what of the limit of cost was not used. Where the table does not
    /// take that within seconds, the leases end by themselves.
    /// </summary>
    private async Task LeaveAsync()
    {
        await _keeper.StopAsync();
        using var limit = new CancellationTokenSource(LongestLeave, _client.Options.Time);
        try
        {
            await _keeper.GiveBackAsync(limit.Token);
            await Budget.GiveBackAsync(limit.Token);
            await _client.DeleteAsync(ShareRows.Machines + _client.Owner, limit.Token);
        }
        catch (Exception error) when (error is GlacierException or OperationCanceledException)
        {
            _client.Note($"The share's table was not told that this machine leaves: {error.Message}");
        }
    }

    private async Task WorkAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
            try
            {
                await work(either.Token);
                ThrowIfLost();
                return;
            }
            catch (Exception error)
                when (!cancellationToken.IsCancellationRequested
                    && (error is LeaseLostException || Lost.IsCancellationRequested)
                )
            {
                try
                {
                    ThrowIfLost();
                }
                catch (LeaseLostException lost)
                {
                    _client.Note(lost.Message);
                }

                await StartOverAsync(cancellationToken);
            }
        }
    }

    /// <summary>A window is worked through.</summary>
    /// <param name="window">The window.</param>
    /// <param name="failed">Archives that failed.</param>
    /// <param name="reason">Why the first of them did; null where none did.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LeaseLostException">It was another's by then, and nothing was written.</exception>
    public async Task EndAsync(SharedWindow window, long failed, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        string? state = await window.EndAsync(failed, reason, cancellationToken);
        if (state is null)
        {
            throw _keeper.Lose(window.Lease);
        }

        if (state == LeaseState.Open)
        {
            lock (_failedHere)
            {
                _failedHere[window.Lease.Row] = _client.Timestamp;
            }

            _client.Note(
                $"Window {window.Number} is left to another owner: {Quantity.Of(failed, "archive")} failed, {reason}"
            );
        }

        _keeper.Remove(window.Lease);
    }

    /// <summary>Gives a window back that was not worked through, for a reason that is not its own.</summary>
    /// <exception cref="GlacierException">The table refuses.</exception>
    public async Task GiveBackAsync(SharedWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        await window.Lease.EndAsync(LeaseState.Open, window.Values, cancellationToken);
        _keeper.Remove(window.Lease);
    }

    /// <summary>
    /// Gives all windows back, and forgets that one was lost: the next <see cref="TakeAsync"/> begins anew.
    /// </summary>
    /// <exception cref="GlacierException">The table refuses.</exception>
    public Task StartOverAsync(CancellationToken cancellationToken) => _keeper.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private async Task<SharedWindow?> TakeAsync(List<ShareRow> free, int machines, CancellationToken cancellationToken)
    {
        // Those at which owners failed come last, and not at once to the one that failed.
        free.RemoveAll(FailedHereJustNow);
        ShareRow[] wanted = [.. free.OrderBy(row => row.Number(ShareRows.FailedOwners) ?? 0).ThenBy(row => row.Name)];

        // Many machines that look at the same time do not all want the same one.
        int first = wanted.Length == 0 ? 0 : _client.Options.Random.Next(Math.Min(machines, wanted.Length));
        foreach (ShareRow row in wanted[first..].Concat(wanted[..first]))
        {
            if (await Lease.TryTakeAsync(_client, row, cancellationToken) is { } lease)
            {
                _keeper.Add(lease, new SharedWindow(_client, row, lease));
                return _keeper.WindowOf(lease);
            }
        }

        return null;
    }

    private async Task PlanAsync(Lease lease, CancellationToken cancellationToken)
    {
        _keeper.Add(lease, null);
        try
        {
            await _planner!.RunAsync(lease, _keeper.ThrowIfLost, cancellationToken);
        }
        finally
        {
            _keeper.Remove(lease);
        }
    }

    /// <summary>Waits for the next look: less when a window of this machine's has ended, or all are lost.</summary>
    private async Task WaitAsync(CancellationToken released, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, released, Lost);
        try
        {
            await _client.DelayAsync(_client.Options.Renewal, waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }

    private bool IsFree(ShareRow row) =>
        row.Text(ShareRows.State) switch
        {
            null or LeaseState.Open => true,
            LeaseState.Taken => _owners.IsSilent(row) && !_keeper.Has(row.Name),
            _ => false,
        };

    private bool FailedHereJustNow(ShareRow row)
    {
        lock (_failedHere)
        {
            return _failedHere.TryGetValue(row.Name, out long at) && _client.Since(at) < _client.Options.Renewal;
        }
    }

    /// <summary>The machines that take part, this one with them. Rows of those that are gone are removed.</summary>
    private async Task<int> CountMachinesAsync(CancellationToken cancellationToken)
    {
        int count = 1;
        foreach (ShareRow row in await _client.ListAsync(ShareRows.Machines, cancellationToken))
        {
            if (row.Name == ShareRows.Machines + _client.Owner)
            {
                continue;
            }

            if (_owners.IsSilent(row))
            {
                await _client.DeleteAsync(row.Name, cancellationToken);
            }
            else
            {
                count++;
            }
        }

        return count;
    }
}

/// <summary>A window, or several, became another machine's while this one slept or could not reach the table.</summary>
public sealed class LeaseLostException(string message) : GlacierTransferException("LeaseLost", message);
