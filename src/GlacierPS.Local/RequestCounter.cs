using System.Collections.Concurrent;

namespace GlacierPS.Local;

/// <summary>
/// How often each operation was asked for, whatever the answer, for those who test what their programs send.
/// </summary>
public sealed class RequestCounter
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The operations that were asked for at least once, by name, and how often.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <summary>Starts anew.</summary>
    public void Clear() => _counts.Clear();

    internal void Count(string operation) => _counts.AddOrUpdate(operation, 1, static (_, count) => count + 1);
}
