using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Tests.Threading;

/// <summary>
/// A service and its clients in simulated time: so many requests are worked on at once, each for so long, after the
/// delay of the line; and at most so many are taken in each second, counted as the local service counts them.
/// </summary>
internal sealed class SimulatedService : TimeProvider
{
    private readonly PriorityQueue<Action, (double Time, long Order)> _events = new();
    private readonly List<double> _free = [];
    private readonly Random _random = new(1);
    private long _order;
    private double _second;
    private int _inSecond;

    /// <summary>Seconds that the line takes.</summary>
    public double Delay { get; set; }

    /// <summary>Seconds that the service works on a request.</summary>
    public double Work { get; set; }

    /// <summary>Requests that it works on at once.</summary>
    public int Workers { get; set; } = int.MaxValue;

    /// <summary>Requests that it takes in a second; the others are throttled.</summary>
    public int PerSecond { get; set; } = int.MaxValue;

    public double Now { get; private set; }

    /// <summary>The times at which requests were answered, and throttled.</summary>
    public List<double> Answered { get; } = [];

    public List<double> Throttled { get; } = [];

    public Dictionary<string, int> AnsweredByKind { get; } = [];

    /// <summary>The most that were at the service at once.</summary>
    public int Peak { get; private set; }

    private int AtOnce { get; set; }

    public override long TimestampFrequency => 10_000_000;

    public override long GetTimestamp() => (long)(Now * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, () => callback(state));

    /// <summary>Has workers make requests, one after the other each, as long as there are any left.</summary>
    public void Make(
        ConcurrencyBudget budget,
        int requests,
        int workers = 256,
        string kind = "UploadArchive",
        bool isCounted = true
    )
    {
        int left = requests;
        for (int i = 0; i < workers; i++)
        {
            Next();
        }

        void Next()
        {
            if (left > 0)
            {
                left--;
                Send();
            }
        }

        void Send() =>
            budget.Enqueue(new ConcurrencyBudget.Kind(kind, isCounted), turn => Serve(turn, Next, Send, kind));
    }

    /// <summary>Lets time pass.</summary>
    public void RunUntil(double time)
    {
        while (_events.TryPeek(out Action? act, out (double Time, long Order) at) && at.Time <= time)
        {
            _events.Dequeue();
            Now = at.Time;
            act();
        }

        Now = Math.Max(Now, Math.Min(time, 1e9));
    }

    /// <summary>Lets time pass until nothing is left to happen; gives when the last request was answered.</summary>
    public double RunToEnd()
    {
        while (_events.TryDequeue(out Action? act, out (double Time, long Order) at))
        {
            Now = at.Time;
            act();
        }

        return Answered[^1];
    }

    /// <summary>Requests a second that were answered in a stretch of time.</summary>
    public double Rate(double from, double to) => Answered.Count(time => time >= from && time < to) / (to - from);

    private void At(double time, Action act) => _events.Enqueue(act, (time, _order++));

    private void Serve(ConcurrencyBudget.Turn turn, Action next, Action again, string kind)
    {
        Peak = Math.Max(Peak, ++AtOnce);
        At(
            Now + Delay / 2,
            () =>
            {
                if (Now - _second >= 1)
                {
                    (_second, _inSecond) = (Now, 0);
                }

                bool takes = _inSecond++ < PerSecond;
                double ends = Now + (takes ? WorkUntil() : 0) + Delay / 2;
                At(
                    ends,
                    () =>
                    {
                        AtOnce--;
                        turn.End(takes ? RequestOutcome.Answered : RequestOutcome.Throttled);
                        (takes ? Answered : Throttled).Add(Now);
                        if (takes)
                        {
                            AnsweredByKind[kind] = AnsweredByKind.GetValueOrDefault(kind) + 1;
                        }

                        (takes ? next : again)();
                    }
                );
            }
        );
    }

    /// <summary>Seconds until the request is done, by the worker that is free first.</summary>
    private double WorkUntil()
    {
        // No two are alike, else all of them would end at once.
        double work = Work * (0.8 + 0.4 * _random.NextDouble());
        if (Workers == int.MaxValue)
        {
            return work;
        }

        _free.RemoveAll(time => time <= Now);
        double begins = Now;
        if (_free.Count >= Workers)
        {
            _free.Sort();
            begins = _free[^Workers];
        }

        _free.Add(begins + work);
        return begins + work - Now;
    }

    private sealed class Timer(SimulatedService service, Action act) : ITimer
    {
        private long _set;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long set = ++_set;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                // Late, as timers of a system are.
                service.At(
                    service.Now + dueTime.TotalSeconds + 0.002,
                    () =>
                    {
                        if (set == _set)
                        {
                            act();
                        }
                    }
                );
            }

            return true;
        }

        public void Dispose() => _set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
