using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Leases;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>Rules that are broken on purpose, to see that the simulation notices.</summary>
internal enum BrokenRule
{
    None,

    /// <summary>Whoever had a window may write to it for ever.</summary>
    NoFence,

    /// <summary>Windows are taken without looking whether somebody has them.</summary>
    NoCondition,

    /// <summary>Sums are added to without their limit.</summary>
    NoLimit,

    /// <summary>Objects are stored over others.</summary>
    NoCreateOnly,
}

/// <summary>
/// A vault that machines copy together, while they are killed, sleep, are cut off and have wrong clocks, and the table
/// is throttled. A seed decides all of it.
/// </summary>
internal sealed class FleetSimulation
{
    private static readonly TimeSpan s_limit = TimeSpan.FromDays(20);

    private readonly SimulatedWorld _world;
    private readonly SimulatedNetwork _network;
    private readonly SimulatedServices _services;
    private readonly TableRows _rows;
    private readonly ShareDefinition _definition;
    private readonly int _threads;
    private readonly int _windowSize;
    private readonly double _throttled;
    private readonly List<(SimulatedMachine Machine, SimulatedWorker Worker, bool Knows)> _fleet = [];
    private readonly bool _isHostile;
    private int _machines;
    private int _sleeps;
    private int _kills;
    private bool _wasDeleted;

    private FleetSimulation(int seed, BrokenRule broken)
    {
        _world = new SimulatedWorld(seed);
        Random random = _world.Random;
        _isHostile = seed % 5 != 0;
        _network = new SimulatedNetwork(_world, _isHostile ? 0.02 : 0);
        _throttled = random.Next(3) == 0 ? 0.3 : 0.01;
        _threads = random.Next(1, 5);
        _windowSize = random.Next(3, 20);
        CatalogArchive[] archives =
        [
            .. Enumerable
                .Range(0, random.Next(40, 160))
                .Select(i => new CatalogArchive(
                    "photos",
                    string.Create(CultureInfo.InvariantCulture, $"archive-{i:D4}"),
                    random.Next(1, 100),
                    string.Create(CultureInfo.InvariantCulture, $"file-{i:D4}"),
                    SimulatedWorld.Epoch.AddDays(-1000).AddMinutes(i)
                )),
        ];
        _services = new SimulatedServices(_world, archives)
        {
            Overwrites = broken == BrokenRule.NoCreateOnly,
            Failing = random.Next(3) == 0 ? archives[random.Next(archives.Length)].ArchiveId : null,
        };
        _rows = new TableRows
        {
            Ignores = broken switch
            {
                BrokenRule.NoFence => (change, condition) =>
                    condition.Name is "fence" or "state" && !change.Set.ContainsKey("owner"),
                BrokenRule.NoCondition => (change, _) => change.Set.ContainsKey("owner"),
                BrokenRule.NoLimit => (_, condition) => condition.Name == "sum",
                _ => (_, _) => false,
            },
        };
        _definition = new ShareDefinition("Copy photos", new Dictionary<string, string> { ["Bucket"] = "archive" })
        {
            MaxBytesPerHour = random.Next(3) == 0 ? random.Next(200, 2000) : null,
            MaxPicodollars =
                random.Next(4) == 0
                    ? (long)(SimulatedWorker.DollarsPerJob * 1_000_000_000_000m) * random.Next(10, archives.Length)
                    : null,
            DollarsOf = _ => SimulatedWorker.DollarsPerJob,
        };
    }

    /// <summary>Runs one.</summary>
    /// <returns>What was violated; none if all is well.</returns>
    public static IReadOnlyList<string> Run(int seed, BrokenRule broken = BrokenRule.None, bool deletesTable = false) =>
        new FleetSimulation(seed, broken).Run(deletesTable);

    /// <summary>What a run did, in one line.</summary>
    public static string Fingerprint(int seed)
    {
        var run = new FleetSimulation(seed, BrokenRule.None);
        _ = run.Run(deletesTable: false);
        return $"{run._world.Events} {run._world.Elapsed} {run._rows.Requests} {run._services.Requests}";
    }

    private IReadOnlyList<string> Run(bool deletesTable)
    {
        int size = _world.Random.Next(1, 7);
        for (int i = 0; i < size; i++)
        {
            int slot = i;
            _world.Schedule(TimeSpan.FromMinutes(_world.Random.Next(5)), null, () => Begin(knows: slot == 0));
        }

        if (_isHostile)
        {
            Disturb(_world.Random.Next(5, 40));
        }

        if (deletesTable)
        {
            DeleteTable();
        }

        bool ended = _world.RunUntil(
            () =>
                !_rows.IsDeleted
                && _fleet.Count >= size
                && _fleet.TrueForAll(worker =>
                    worker.Worker.Outcome is not ("" or "NoSuchShareTable" or "ShareNotPlanned")
                ),
            s_limit
        );
        return [.. Violations(ended)];
    }

    private void Begin(bool knows)
    {
        var machine = new SimulatedMachine(
            _world,
            string.Create(CultureInfo.InvariantCulture, $"machine-{++_machines}"),
            0.95 + 0.1 * _world.Random.NextDouble(),
            TimeSpan.FromHours(_world.Random.Next(-30, 30))
        );
        var worker = new SimulatedWorker(
            _world,
            _network,
            machine,
            _services,
            new SimulatedTable(_world, _network, machine, _rows, _throttled),
            _threads
        );
        _fleet.Add((machine, worker, knows));
        var options = new ShareOptions
        {
            Machine = machine.Name,
            Time = machine,
            Random = _world.Random,
        };
        machine.Begin(() => worker.RunAsync(_definition, knows ? Plan : null, options));
    }

    /// <summary>Somebody deletes the table, and makes it again later; who has ended is started again.</summary>
    private void DeleteTable()
    {
        _world.Schedule(
            TimeSpan.FromMinutes(_world.Random.Next(3, 60)),
            null,
            () =>
            {
                _rows.Rows.Clear();
                _rows.Ended.Clear();
                _rows.IsDeleted = _wasDeleted = true;
                _world.Schedule(TimeSpan.FromMinutes(12), null, () => _rows.IsDeleted = false);
                _world.Schedule(TimeSpan.FromMinutes(13), null, RestartThoseThatEnded);
            }
        );
    }

    private void RestartThoseThatEnded()
    {
        foreach (var worker in _fleet.FindAll(worker => worker.Worker.Outcome is "NoSuchShareTable" or "done"))
        {
            _fleet.Remove(worker);
            Begin(worker.Knows);
        }

        if (_fleet.Exists(worker => worker.Machine.Sleeps))
        {
            // What sleeps notices later.
            _world.Schedule(TimeSpan.FromMinutes(10), null, RestartThoseThatEnded);
        }
    }

    private IEnumerable<PlannedWindow> Plan(DateTime? after) =>
        _services
            .Archives.Where(archive => !(archive.CreationDate < after))
            .Chunk(_windowSize)
            .Select(chunk => new PlannedWindow(
                chunk[0].CreationDate,
                chunk[^1].CreationDate.AddMinutes(1),
                [.. chunk.Select(archive => new WindowArchive(archive, false))]
            ));

    /// <summary>Something happens to a machine, and later again, so many times.</summary>
    private void Disturb(int left) =>
        _world.Schedule(
            TimeSpan.FromSeconds(-Math.Log(1 - _world.Random.NextDouble()) * 300),
            null,
            () =>
            {
                if (_fleet.FindAll(w => w.Worker.Outcome.Length == 0 && !w.Machine.Sleeps) is { Count: > 0 } running)
                {
                    Disturb(running[_world.Random.Next(running.Count)]);
                }

                if (left > 1)
                {
                    Disturb(left - 1);
                }
            }
        );

    private void Disturb((SimulatedMachine Machine, SimulatedWorker Worker, bool Knows) which)
    {
        SimulatedMachine machine = which.Machine;
        switch (_world.Random.Next(4))
        {
            case 0:
                _kills++;
                machine.Kill();
                _fleet.Remove(which);
                // In its place somebody starts the same command again.
                _fleet.Add(which with { Worker = new SimulatedWorker(_world, _network, machine, _services, null!, 1) });
                var placeholder = _fleet[^1];
                _world.Schedule(
                    TimeSpan.FromSeconds(_world.Random.Next(1, 1200)),
                    null,
                    () =>
                    {
                        _fleet.Remove(placeholder);
                        Begin(which.Knows);
                    }
                );
                break;
            case 1:
                _sleeps++;
                machine.Sleep();
                bool notices = _world.Random.Next(2) == 0;
                _world.Schedule(TimeSpan.FromSeconds(_world.Random.Next(1, 2400)), null, () => machine.Wake(notices));
                break;
            case 2:
                machine.CutOffUntil = _world.Elapsed + TimeSpan.FromSeconds(_world.Random.Next(1, 1800));
                break;
            default:
                machine.Set(TimeSpan.FromHours(_world.Random.Next(-30, 30)));
                break;
        }
    }

    private IEnumerable<string> Violations(bool ended)
    {
        if (!ended)
        {
            yield return $"it had not ended after {s_limit}";
        }

        foreach (var (machine, worker, _) in _fleet)
        {
            if (worker.Outcome is not ("done" or "MaxCostReached" or ""))
            {
                yield return $"{machine.Name} ended with {worker.Outcome}: {worker.Error?.Message}";
            }
        }

        // A table that is made again knows nothing of what was spent before.
        long limit = (_definition.MaxPicodollars ?? long.MaxValue) / 25_000_000 * (_wasDeleted ? 2 : 1);
        if (_services.Jobs > limit)
        {
            yield return $"{_services.Jobs} jobs were started, and the limit of cost is {limit}";
        }

        long most = _services.Archives.Max(archive => archive.SizeInBytes);
        foreach ((DateTime hour, long bytes) in _services.BytesByHour)
        {
            // A job that was allowed in the last second of an hour begins in the first of the next.
            long slack = most * _threads * _machines;
            if (bytes > Math.Max(_definition.MaxBytesPerHour ?? long.MaxValue - slack, most) + slack)
            {
                yield return $"{bytes} bytes were started in the hour {hour:HH}, and {_definition.MaxBytesPerHour} may";
            }
        }

        if (_services.Overwritten > 0)
        {
            yield return $"{_services.Overwritten} objects were stored over others";
        }

        foreach ((string key, string archiveId) in _services.Objects)
        {
            if (key[^4..] != archiveId[^4..])
            {
                yield return $"the object {key} is the archive {archiveId}";
            }
        }

        long extra = _services.JobsOf.Sum(jobs => jobs.Value.Count - 1);
        if (extra > _sleeps * _threads + _kills)
        {
            yield return $"{extra} jobs were paid for twice, with {_kills} kills, {_sleeps} sleeps, {_threads} threads";
        }

        foreach ((string row, int times) in _rows.Ended.Where(row => row.Value != 1))
        {
            yield return $"{row} ended {times} times";
        }

        if (_definition.MaxPicodollars is null)
        {
            int missing = _services.Archives.Count(archive => !_services.Objects.ContainsKey(archive.Name));
            if (missing != (_services.Failing is null ? 0 : 1))
            {
                yield return $"{missing} archives were not copied";
            }

            foreach (ShareRow row in _rows.List("Copy photos", "w/").Where(row => row.Text("state") != "done"))
            {
                if (row.Text("state") != "failed" || _services.Failing is null || row.Number("failed") != 1)
                {
                    yield return $"{row.Name} is {row.Text("state")}";
                }
            }
        }
    }
}
