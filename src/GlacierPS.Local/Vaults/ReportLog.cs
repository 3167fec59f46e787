namespace GlacierPS.Local.Vaults;

/// <summary>What those who run the service should know of its store, in a sentence each, told once.</summary>
internal sealed class ReportLog
{
    private readonly object _gate = new();
    private readonly List<string> _all = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<Action<string>> _listeners = [];

    /// <summary>All that was told until now.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public void Add(string report)
    {
        lock (_gate)
        {
            if (_told.Add(report))
            {
                _all.Add(report);
                _listeners.ForEach(tell => tell(report));
            }
        }
    }

    /// <summary>Tells someone all that was told, and what will be.</summary>
    public void Tell(Action<string> listener)
    {
        lock (_gate)
        {
            _all.ForEach(listener);
            _listeners.Add(listener);
        }
    }

    public void Forget(Action<string> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }
}
