namespace GlacierPS.Core.Tests.Leases;

/// <summary>
/// A clock, and what happens when: one thing after the other on one thread, in an order that the seed alone decides.
/// </summary>
internal sealed class SimulatedWorld(int seed)
{
    private readonly PriorityQueue<(SimulatedMachine? On, Action Work), (long At, long Number)> _events = new();
    private long _number;

    public static DateTime Epoch { get; } = new(2026, 3, 1, 0, 20, 0, DateTimeKind.Utc);

    public Random Random { get; } = new(seed);

    /// <summary>What has passed since the beginning.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The services' time.</summary>
    public DateTime Now => Epoch + Elapsed;

    public long Events { get; private set; }

    /// <summary>Does something later, on a machine, if it is still there then.</summary>
    public void Schedule(TimeSpan delay, SimulatedMachine? on, Action work) =>
        _events.Enqueue((on, work), ((Elapsed + (delay < TimeSpan.Zero ? TimeSpan.Zero : delay)).Ticks, ++_number));

    /// <summary>Lets time pass until something holds.</summary>
    /// <returns>Whether it came to hold within a time.</returns>
    public bool RunUntil(Func<bool> holds, TimeSpan limit)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        try
        {
            while (!holds())
            {
                if (!_events.TryDequeue(out var next, out var at) || at.At > limit.Ticks)
                {
                    return false;
                }

                Elapsed = TimeSpan.FromTicks(Math.Max(Elapsed.Ticks, at.At));
                Events++;
                if (next.On is null)
                {
                    SynchronizationContext.SetSynchronizationContext(null);
                    next.Work();
                }
                else
                {
                    next.On.Run(next.Work);
                }
            }

            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}

/// <summary>
/// A machine: what runs on it stops for ever when it is killed, and for a time when it sleeps. Its clock is wrong by
/// hours, runs too fast or too slow, and need not notice that it slept.
/// </summary>
internal sealed class SimulatedMachine : TimeProvider
{
    private readonly SimulatedWorld _world;
    private readonly Queue<Action> _waiting = new();
    private readonly Context _context;
    private readonly double _speed;
    private TimeSpan _offset;
    private TimeSpan _notNoticed;
    private TimeSpan? _sleptAt;

    public SimulatedMachine(SimulatedWorld world, string name, double speed, TimeSpan offset)
    {
        (_world, Name, _speed, _offset) = (world, name, speed, offset);
        _context = new Context(this);
    }

    public string Name { get; }

    public bool IsDead { get; private set; }

    public bool Sleeps => _sleptAt is not null;

    /// <summary>Until when no request of it arrives.</summary>
    public TimeSpan CutOffUntil { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)((_world.Elapsed - _notNoticed).Ticks * _speed);

    public override DateTimeOffset GetUtcNow() => SimulatedWorld.Epoch + _world.Elapsed * _speed + _offset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Begin(Func<Task> work) => _world.Schedule(TimeSpan.Zero, this, () => _ = work());

    public void Kill() => IsDead = true;

    public void Sleep() => _sleptAt = _world.Elapsed;

    public void Wake(bool notices)
    {
        _notNoticed += notices ? TimeSpan.Zero : _world.Elapsed - _sleptAt!.Value;
        _sleptAt = null;
        while (_waiting.TryDequeue(out Action? work))
        {
            _world.Schedule(TimeSpan.Zero, this, work);
        }
    }

    /// <summary>Somebody sets the clock.</summary>
    public void Set(TimeSpan offset) => _offset = offset;

    public void Run(Action work)
    {
        if (Sleeps)
        {
            _waiting.Enqueue(work);
        }
        else if (!IsDead)
        {
            SynchronizationContext.SetSynchronizationContext(_context);
            work();
        }
    }

    private sealed class Context(SimulatedMachine machine) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) =>
            machine._world.Schedule(TimeSpan.Zero, machine, () => d(state));

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class Timer(SimulatedMachine machine, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                machine._world.Schedule(
                    dueTime / machine._speed,
                    machine,
                    () =>
                    {
                        if (version == _version)
                        {
                            callback(state);
                        }
                    }
                );
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
