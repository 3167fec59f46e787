using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Leases;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>
/// 64 machines that copy 50 million archives of 1 MiB, in the 1,000 windows of 50,000 that a plan has then. What goes
/// on at the table is simulated request by request; what goes on within a window goes by groups of 500 archives, and
/// its requests are counted: a job is initiated and looked up, its output fetched, the object stored and looked at. A
/// machine starts 20 jobs and moves 3 archives a second, jobs take 8 hours, and twice a day one of the machines is
/// killed.
/// </summary>
internal sealed class GreatFleet
{
    public const int Machines = 64;
    public const long Archives = 50_000_000;
    public const long BytesPerHour = 400L << 30;

    private const long PerWindow = 50_000;
    private const long Group = 500;
    private const long Size = 1L << 20;
    private const int RequestsPerArchive = 5;
    private const int JobsPerPage = 1000;

    // Outputs last for a day: so many windows are begun and not yet moved.
    private const int WindowsAhead = 3;

    private static readonly TimeSpan s_jobTime = TimeSpan.FromHours(8);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly SimulatedWorld _world = new(64);
    private readonly SimulatedNetwork _network;
    private readonly TableRows _rows = new();
    private readonly long[] _started = new long[Archives / PerWindow + 1];
    private readonly long[] _moved = new long[Archives / PerWindow + 1];
    private readonly List<(SimulatedMachine Machine, Task Running)> _fleet = [];
    private int _number;

    public GreatFleet() => _network = new SimulatedNetwork(_world, 0.001);

    /// <summary>Requests to the table.</summary>
    public long TableRequests => _rows.Requests;

    /// <summary>Requests to the vault and the bucket.</summary>
    public long ServiceRequests { get; private set; }

    public long Jobs { get; private set; }

    public long Moved => _moved.Sum();

    public int Kills { get; private set; }

    public TimeSpan Elapsed => _world.Elapsed;

    /// <summary>Bytes for which jobs were started in each hour.</summary>
    public SortedDictionary<DateTime, long> BytesByHour { get; } = [];

    /// <summary>How often each window ended.</summary>
    public IReadOnlyDictionary<string, int> Ended => _rows.Ended;

    /// <summary>Runs it.</summary>
    /// <returns>Whether it ended within 20 days.</returns>
    public bool Run()
    {
        for (int i = 0; i < Machines; i++)
        {
            _world.Schedule(TimeSpan.FromSeconds(10 * i), null, Begin);
        }

        KillLater();
        return _world.RunUntil(
            () => _number >= Machines && _fleet.TrueForAll(worker => worker.Running.IsCompletedSuccessfully),
            TimeSpan.FromDays(20)
        );
    }

    private void KillLater() =>
        _world.Schedule(
            TimeSpan.FromHours(12),
            null,
            () =>
            {
                var running = _fleet.FindAll(worker => !worker.Running.IsCompleted);
                if (running.Count > 0)
                {
                    var killed = running[_world.Random.Next(running.Count)];
                    killed.Machine.Kill();
                    _fleet.Remove(killed);
                    Kills++;
                    _world.Schedule(TimeSpan.FromMinutes(10), null, Begin);
                    KillLater();
                }
            }
        );

    private void Begin()
    {
        var machine = new SimulatedMachine(
            _world,
            string.Create(CultureInfo.InvariantCulture, $"machine-{++_number}"),
            0.99 + 0.02 * _world.Random.NextDouble(),
            TimeSpan.FromMinutes(_world.Random.Next(-60, 60))
        );
        var done = new TaskCompletionSource();
        _fleet.Add((machine, done.Task));
        machine.Begin(async () =>
        {
            try
            {
                await RunAsync(machine);
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
    }

    private async Task RunAsync(SimulatedMachine machine)
    {
        await using SharedWork work = await SharedWork.JoinAsync(
            new SimulatedTable(_world, _network, machine, _rows, 0.001),
            new ShareDefinition("Copy photos", new Dictionary<string, string>()) { MaxBytesPerHour = BytesPerHour },
            Plan,
            new ShareOptions
            {
                Machine = machine.Name,
                Time = machine,
                Random = _world.Random,
            },
            _ => { },
            CancellationToken.None
        );
        await work.RunAsync(token => CopyAsync(machine, work, token), CancellationToken.None);
    }

    /// <summary>Windows of one archive each, which stands for all.</summary>
    private static IEnumerable<PlannedWindow> Plan(DateTime? after)
    {
        for (long i = 0; i < Archives / PerWindow; i++)
        {
            DateTime from = SimulatedWorld.Epoch.AddDays(i - 2000);
            if (!(from < after))
            {
                var all = new CatalogArchive("photos", $"window-{i}", PerWindow * Size, $"{i}", from);
                yield return new PlannedWindow(from, from.AddDays(1), [new WindowArchive(all, false)]);
            }
        }
    }

    private async Task CopyAsync(SimulatedMachine machine, SharedWork work, CancellationToken cancellationToken)
    {
        var moving = new List<Task>();
        while (await work.TakeAsync(cancellationToken) is { } window)
        {
            _ = await window.ReadAsync("photos", cancellationToken);
            ServiceRequests += (_started[window.Number] - _moved[window.Number]) / JobsPerPage + 1;
            while (_started[window.Number] < PerWindow)
            {
                await work.Budget.AllowAsync("group", Group * Size, cancellationToken);
                DateTime hour = _world.Now.Date.AddHours(_world.Now.Hour);
                BytesByHour[hour] = BytesByHour.GetValueOrDefault(hour) + Group * Size;
                Jobs += Group;
                _started[window.Number] += Group;
                await Task.Delay(TimeSpan.FromSeconds(Group / 20.0), machine, cancellationToken);
            }

            moving.Add(MoveAsync(machine, work, window, cancellationToken));
            while (moving.Count(task => !task.IsCompleted) >= WindowsAhead)
            {
                await Task.Delay(s_minute, machine, cancellationToken);
            }
        }

        await Task.WhenAll(moving);
    }

    private async Task MoveAsync(
        SimulatedMachine machine,
        SharedWork work,
        SharedWindow window,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(s_jobTime, machine, cancellationToken);
        while (_moved[window.Number] < PerWindow)
        {
            await Task.Delay(TimeSpan.FromSeconds(Group / 3.0), machine, cancellationToken);
            work.ThrowIfLost();
            ServiceRequests += RequestsPerArchive * Group;
            _moved[window.Number] += Group;
        }

        window.Add(PerWindow * Size);
        await work.EndAsync(window, 0, null, cancellationToken);
    }
}
