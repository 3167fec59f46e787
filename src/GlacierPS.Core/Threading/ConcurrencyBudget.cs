namespace GlacierPS.Core.Threading;

/// <summary>How a request ended, as far as the next ones depend on it.</summary>
public enum RequestOutcome
{
    /// <summary>The service did what was asked, or said why not.</summary>
    Answered,

    /// <summary>The service asked for fewer requests.</summary>
    Throttled,

    /// <summary>It broke off, or was cancelled: that says nothing of the service.</summary>
    Broken,
}

/// <summary>
/// The requests of one connection, of all who use it together: how many are under way at once follows from what the
/// service and the line give (<see cref="ConcurrencyLimit"/>, <see cref="ThrottledRate"/>), without a setting. Who has
/// to wait waits with those who want the same, and the kinds take turns, so that thousands of uploads do not keep a
/// deletion waiting.
/// </summary>
public sealed class ConcurrencyBudget : IDisposable
{
    /// <summary>Requests at once where nothing else is known: the SDKs' and our own earlier default.</summary>
    public const int Fewest = 4;

    /// <summary>
    /// Requests at once at most: at 80 ms each, 3,200 a second, more than two processors send.
    /// </summary>
    public const int Most = 256;

    private readonly object _lock = new();
    private readonly TimeProvider _time;
    private readonly long _created;
    private readonly ConcurrencyLimit _limit;
    private readonly ThrottledRate _rate = new();
    private readonly Dictionary<Kind, LinkedList<Action<Turn>>> _waiting = [];
    private readonly Queue<Kind> _turns = new();
    private readonly ITimer _timer;
    private int _underWay;
    private bool _timerIsSet;
    private bool _disposed;

    /// <summary>Nothing is under way.</summary>
    /// <param name="fewest">Where the limit begins, at least 1.</param>
    /// <param name="most">Where it ends.</param>
    /// <param name="time">The clock; null is the machine's.</param>
    public ConcurrencyBudget(int fewest = Fewest, int most = Most, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, fewest);
        _time = time ?? TimeProvider.System;
        _created = _time.GetTimestamp();
        _limit = new ConcurrencyLimit(fewest, most);
        _timer = _time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many are under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>How many may be.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit.Limit;
            }
        }
    }

    /// <summary>Requests a second to which the service's throttling has brought them; null for no limit.</summary>
    public double? PerSecond
    {
        get
        {
            lock (_lock)
            {
                return _rate.PerSecond(Now);
            }
        }
    }

    private double Now => _time.GetElapsedTime(_created).TotalSeconds;

    /// <summary>Waits until a request may begin. What it gives is to be ended, once, whatever becomes of it.</summary>
    /// <param name="operation">What takes turns with other operations.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isCounted">
    /// Whether it is one of those that are under way; false for one whose body takes longer than the service's answer,
    /// which is held to the rate alone.
    /// </param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<Turn> EnterAsync(string operation, CancellationToken cancellationToken, bool isCounted = true)
    {
        ArgumentNullException.ThrowIfNull(operation);
        cancellationToken.ThrowIfCancellationRequested();
        var kind = new Kind(operation, isCounted);
        lock (_lock)
        {
            double now = Now;
            if (_turns.Count == 0 && MayBegin(kind, now))
            {
                return new ValueTask<Turn>(Begin(kind, now));
            }
        }

        var began = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<Action<Turn>> place = Enqueue(kind, began.SetResult);
        return new ValueTask<Turn>(WaitAsync(began, place, cancellationToken));
    }

    /// <summary>Takes a place in the line.</summary>
    /// <param name="kind">What takes turns with other kinds.</param>
    /// <param name="begin">Called once, perhaps within this call; it must not call back.</param>
    internal LinkedListNode<Action<Turn>> Enqueue(Kind kind, Action<Turn> begin)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(kind, out LinkedList<Action<Turn>>? line))
            {
                _waiting[kind] = line = new LinkedList<Action<Turn>>();
            }

            if (!_turns.Contains(kind))
            {
                _turns.Enqueue(kind);
            }

            LinkedListNode<Action<Turn>> place = line.AddLast(begin);
            Advance(Now);
            return place;
        }
    }

    /// <summary>Ends it: who still waits may begin, and learns of the connection that it is closed.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Advance(Now);
        }

        _timer.Dispose();
    }

    private async Task<Turn> WaitAsync(
        TaskCompletionSource<Turn> began,
        LinkedListNode<Action<Turn>> place,
        CancellationToken cancellationToken
    )
    {
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (Leave(place))
                {
                    began.SetCanceled(cancellationToken);
                }
            },
            null
        );
        return await began.Task;
    }

    /// <summary>Gives a place in the line up; false if its turn has come.</summary>
    private bool Leave(LinkedListNode<Action<Turn>> place)
    {
        lock (_lock)
        {
            bool waits = place.List is not null;
            place.List?.Remove(place);
            return waits;
        }
    }

    private bool MayBegin(Kind kind, double now) =>
        _disposed || ((!kind.IsCounted || _underWay < _limit.Limit) && _rate.OpensAt(now) <= now);

    private Turn Begin(Kind kind, double now)
    {
        if (kind.IsCounted)
        {
            _limit.Began(++_underWay);
        }

        _rate.Began(now);
        return new Turn(this, now, kind.IsCounted);
    }

    private void End(double began, bool isCounted, RequestOutcome outcome)
    {
        lock (_lock)
        {
            double now = Now;
            _underWay -= isCounted ? 1 : 0;
            if (outcome == RequestOutcome.Answered)
            {
                _rate.Succeeded(now);
                if (isCounted)
                {
                    _limit.Succeeded(now);
                }
            }
            else if (outcome == RequestOutcome.Throttled && _rate.Throttled(began, now))
            {
                // The rate holds the requests back; the limit keeps what the line needs for it.
                _limit.BeginRound(now);
            }

            Advance(now);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _timerIsSet = false;
            Advance(Now);
        }
    }

    /// <summary>Lets those begin who may, a kind after the other.</summary>
    private void Advance(double now)
    {
        for (int held = 0; held < _turns.Count; )
        {
            Kind kind = _turns.Dequeue();
            LinkedList<Action<Turn>> line = _waiting[kind];
            if (line.First is { } first)
            {
                if (MayBegin(kind, now))
                {
                    line.RemoveFirst();
                    first.Value(Begin(kind, now));
                    held = 0;
                }
                else
                {
                    held++;
                }
            }

            if (line.Count > 0)
            {
                _turns.Enqueue(kind);
            }
        }

        double opens = _rate.OpensAt(now);
        if (_turns.Count > 0 && !_timerIsSet && opens > now)
        {
            _timerIsSet = true;
            _timer.Change(TimeSpan.FromSeconds(Math.Max(opens - now, 0.001)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What takes turns.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="IsCounted">Whether it is one of those that are under way.</param>
    internal readonly record struct Kind(string Operation, bool IsCounted = true);

    /// <summary>A request that is under way.</summary>
    public sealed class Turn
    {
        private readonly ConcurrencyBudget _budget;
        private readonly double _began;
        private readonly bool _isCounted;
        private int _ended;

        internal Turn(ConcurrencyBudget budget, double began, bool isCounted) =>
            (_budget, _began, _isCounted) = (budget, began, isCounted);

        /// <summary>Ends it, the first time that it is called.</summary>
        public void End(RequestOutcome outcome)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                _budget.End(_began, _isCounted, outcome);
            }
        }
    }
}
