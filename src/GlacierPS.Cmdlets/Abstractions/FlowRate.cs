namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Bytes, or items, a second during the last seconds: what was done before a transfer was resumed soon does not count
/// any more.
/// </summary>
internal sealed class FlowRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan Time, long Bytes)> _seen = new();
    private (TimeSpan Time, long Bytes) _last;

    /// <summary>So many a second; null until there is something to tell.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>So much was done until then.</summary>
    public void Add(TimeSpan time, long bytes)
    {
        if (_seen.Count == 0 || bytes < _last.Bytes)
        {
            // Something has to be done again: the samples before say nothing about the rate now.
            _seen.Clear();
        }

        _last = (time, bytes);
        _seen.Enqueue(_last);
        while (_seen.Count > 2 && time - _seen.Peek().Time > Window)
        {
            _seen.Dequeue();
        }

        (TimeSpan first, long before) = _seen.Peek();
        PerSecond = time > first ? (bytes - before) / (time - first).TotalSeconds : null;
    }
}
