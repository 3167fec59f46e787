using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>A vault with its jobs, and a bucket: what all machines see of what was done.</summary>
internal sealed class SimulatedServices(SimulatedWorld world, IReadOnlyList<CatalogArchive> archives)
{
    private static readonly TimeSpan s_jobTime = TimeSpan.FromMinutes(15);
    private readonly Dictionary<string, List<TimeSpan>> _jobs = [];
    private readonly Dictionary<string, string> _objects = [];

    public IReadOnlyList<CatalogArchive> Archives => archives;

    public long Jobs { get; private set; }

    public long Requests { get; private set; }

    public Dictionary<DateTime, long> BytesByHour { get; } = [];

    /// <summary>Objects that were stored over another.</summary>
    public int Overwritten { get; private set; }

    /// <summary>A rule that is broken on purpose: objects are stored over others.</summary>
    public bool Overwrites { get; init; }

    /// <summary>An archive that can never be moved.</summary>
    public string? Failing { get; init; }

    public IReadOnlyDictionary<string, string> Objects => _objects;

    public IReadOnlyDictionary<string, List<TimeSpan>> JobsOf => _jobs;

    public HashSet<string> ListJobs()
    {
        Requests++;
        return [.. _jobs.Keys];
    }

    public bool Initiate(CatalogArchive archive)
    {
        Requests++;
        if (!_jobs.TryGetValue(archive.ArchiveId, out List<TimeSpan>? jobs))
        {
            _jobs.Add(archive.ArchiveId, jobs = []);
        }

        jobs.Add(world.Elapsed);
        Jobs++;
        DateTime hour = world.Now.Date.AddHours(world.Now.Hour);
        BytesByHour[hour] = BytesByHour.GetValueOrDefault(hour) + archive.SizeInBytes;
        return true;
    }

    public bool IsReady(string archiveId)
    {
        Requests++;
        return _jobs[archiveId].Exists(started => world.Elapsed - started >= s_jobTime);
    }

    public string? Head(string key)
    {
        Requests++;
        return _objects.GetValueOrDefault(key);
    }

    /// <summary>Stores an object unless there is one of that key.</summary>
    public bool Put(string key, string archiveId)
    {
        Requests++;
        if (_objects.ContainsKey(key))
        {
            if (!Overwrites)
            {
                return false;
            }

            Overwritten++;
        }

        _objects[key] = archiveId;
        return true;
    }
}
