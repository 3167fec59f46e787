using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Leases;

/// <summary>Renews this machine's leases, and notices when one is lost.</summary>
internal sealed class LeaseKeeper(ShareClient client) : IAsyncDisposable
{
    private readonly object _lock = new();
    private readonly Dictionary<Lease, SharedWindow?> _held = [];
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _lost = new();
    private CancellationTokenSource _released = new();
    private GlacierException? _why;
    private Task _running = Task.CompletedTask;
    private long _beat;
    private long _ended;
    private long _endedBytes;
    private string _since = "";

    /// <summary>Is cancelled when a lease is lost.</summary>
    public CancellationToken Lost
    {
        get
        {
            lock (_lock)
            {
                return _lost.Token;
            }
        }
    }

    /// <summary>Is cancelled when this machine has fewer leases than now.</summary>
    public CancellationToken Released
    {
        get
        {
            lock (_lock)
            {
                return _released.Token;
            }
        }
    }

    /// <summary>How many windows this machine has.</summary>
    public int Windows
    {
        get
        {
            lock (_lock)
            {
                return _held.Values.Count(window => window is not null);
            }
        }
    }

    /// <summary>Says for the first time that this machine is there, and from then on once for each renewal.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _since = Lease.Text(client.Now);
        await client.ChangeAsync(Machine(), cancellationToken);
        _running = RunAsync();
    }

    public void Add(Lease lease, SharedWindow? window)
    {
        lock (_lock)
        {
            _held.Add(lease, window);
        }
    }

    public SharedWindow WindowOf(Lease lease)
    {
        lock (_lock)
        {
            return _held[lease]!;
        }
    }

    public bool Has(string row)
    {
        lock (_lock)
        {
            return _held.Keys.Any(lease => lease.Row == row && !lease.IsLost);
        }
    }

    public void Remove(Lease lease)
    {
        CancellationTokenSource released;
        lock (_lock)
        {
            if (_held.Remove(lease, out SharedWindow? window) && window is not null)
            {
                _ended += (long)window.Values[ShareRows.Moved];
                _endedBytes += (long)window.Values[ShareRows.MovedBytes];
            }

            released = _released;
            _released = new CancellationTokenSource();
        }

        released.Cancel();
        released.Dispose();
    }

    /// <summary>Fails if a lease is lost, or may be: its time is over by this machine's clocks.</summary>
    public void ThrowIfLost()
    {
        Lease? over;
        lock (_lock)
        {
            if (_why is not null)
            {
                throw _why is LeaseLostException ? new LeaseLostException(_why.Message) : _why;
            }

            over = _held.Keys.FirstOrDefault(lease => !lease.IsFresh);
        }

        if (over is not null)
        {
            throw Lose(over);
        }
    }

    /// <summary>A lease is lost: all that this machine does for the share ends.</summary>
    public GlacierException Lose(Lease lease) =>
        Lose(
            new LeaseLostException(
                $"{(lease.Row == ShareRows.Plan ? "The plan" : $"Window {lease.Row[ShareRows.Leased.Length..]}")} of "
                    + $"the share '{client.Share}' is another machine's by now, or may be: for "
                    + $"{Duration.Of(client.Options.Lease)} this one did not renew it. The other goes on with it, and "
                    + "this one takes another. Nothing is lost."
            )
        );

    /// <summary>Gives all back, and forgets what was lost.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        Lease[] held;
        lock (_lock)
        {
            held = [.. _held.Keys];
        }

        foreach (Lease lease in held)
        {
            if (!lease.IsLost)
            {
                await lease.EndAsync(LeaseState.Open, ValuesOf(lease), cancellationToken);
            }

            Remove(lease);
        }

        lock (_lock)
        {
            if (_why is null or LeaseLostException)
            {
                _why = null;
                if (_lost.IsCancellationRequested)
                {
                    _lost.Dispose();
                    _lost = new CancellationTokenSource();
                }
            }
        }
    }

    public Task StopAsync()
    {
        _stop.Cancel();
        return _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = client.Options.Renewal;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await client.DelayAsync(pause, _stop.Token);
                pause = await RenewAsync() ? client.Options.Renewal : client.Options.Renewal / 10;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (GlacierException error)
            {
                Lose(error);
                return;
            }
        }
    }

    /// <summary>Renews all.</summary>
    /// <returns>Whether all were; else it is to be tried again soon.</returns>
    private async Task<bool> RenewAsync()
    {
        bool all = true;
        Lease[] held;
        lock (_lock)
        {
            held = [.. _held.Keys];
        }

        foreach (Lease lease in held.Where(lease => !lease.IsLost))
        {
            all &= await TryAsync(() => lease.RenewAsync(ValuesOf(lease), _stop.Token));
            bool isHeld;
            lock (_lock)
            {
                isHeld = _held.ContainsKey(lease);
            }

            if (isHeld && !lease.IsFresh)
            {
                Lose(lease);
            }
        }

        return await TryAsync(() => client.ChangeOnceAsync(Machine(), _stop.Token)) && all;
    }

    private async Task<bool> TryAsync(Func<Task> renew)
    {
        try
        {
            await renew();
            return true;
        }
        catch (Exception error) when (RetryPolicy.CanRetry(error, _stop.Token))
        {
            client.Note($"A lease is renewed again: {error.Message}");
            return false;
        }
    }

    private Dictionary<string, object> ValuesOf(Lease lease)
    {
        lock (_lock)
        {
            return new Dictionary<string, object>(
                _held.GetValueOrDefault(lease)?.Values ?? new Dictionary<string, object>()
            );
        }
    }

    private RowChange Machine()
    {
        lock (_lock)
        {
            SharedWindow[] windows = [.. _held.Values.OfType<SharedWindow>()];
            return new RowChange(client.Share, ShareRows.Machines + client.Owner)
            {
                Set = new Dictionary<string, object>
                {
                    [ShareRows.Beat] = ++_beat,
                    [ShareRows.Since] = _since,
                    [ShareRows.LastSeen] = Lease.Text(client.Now),
                    [ShareRows.Moved] = _ended + windows.Sum(window => (long)window.Values[ShareRows.Moved]),
                    [ShareRows.MovedBytes] =
                        _endedBytes + windows.Sum(window => (long)window.Values[ShareRows.MovedBytes]),
                },
            };
        }
    }

    private GlacierException Lose(GlacierException why)
    {
        CancellationTokenSource lost;
        lock (_lock)
        {
            _why ??= why;
            lost = _lost;
        }

        lost.Cancel();
        return why;
    }
}
