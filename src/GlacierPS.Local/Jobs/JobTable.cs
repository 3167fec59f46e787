using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Jobs;

/// <summary>A vault's jobs, running and ended, until they expire.</summary>
internal sealed class JobTable
{
    private readonly Dictionary<ResourceKey, Job> _byKey = [];
    private readonly SortedList<long, Job> _byOrdinal = [];
    private readonly Dictionary<ResourceKey, List<Job>> _byArchive = [];

    /// <summary>The place of the last job that was ever initiated.</summary>
    public long Ordinal { get; private set; }

    /// <summary>All jobs in the order in which they were initiated.</summary>
    public IList<Job> All => _byOrdinal.Values;

    /// <summary>The index in <see cref="All"/> of the newest job up to an ordinal; -1 if there is none.</summary>
    public int LastUpTo(long ordinal)
    {
        IList<long> ordinals = _byOrdinal.Keys;
        int low = 0;
        int high = ordinals.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ordinals[middle] <= ordinal)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    public Job? Find(ResourceKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The jobs that retrieve an archive.</summary>
    public IReadOnlyList<Job> Of(ResourceKey archive) => _byArchive.GetValueOrDefault(archive) ?? [];

    /// <summary>
    /// Moves on to a place, or by one; answers the place. It is what markers of lists stand for, so it is never given
    /// twice.
    /// </summary>
    public long Reach(long? ordinal)
    {
        long place = ordinal ?? Ordinal + 1;
        Ordinal = Math.Max(Ordinal, place);
        return place;
    }

    public void Add(Job job)
    {
        _byKey.Add(job.Key, job);
        _byOrdinal.Add(job.Ordinal, job);
        if (job.Archive is { } retrieved)
        {
            if (!_byArchive.TryGetValue(retrieved.Archive, out List<Job>? jobs))
            {
                _byArchive.Add(retrieved.Archive, jobs = []);
            }

            jobs.Add(job);
        }
    }

    public void Remove(Job job)
    {
        _byKey.Remove(job.Key);
        _byOrdinal.Remove(job.Ordinal);
        if (job.Archive is { } retrieved && _byArchive.TryGetValue(retrieved.Archive, out List<Job>? jobs))
        {
            jobs.Remove(job);
            if (jobs.Count == 0)
            {
                _byArchive.Remove(retrieved.Archive);
            }
        }
    }
}
