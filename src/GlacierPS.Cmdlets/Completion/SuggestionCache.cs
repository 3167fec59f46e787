using System.Collections.Concurrent;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// What the service was asked for on Tab, kept for seconds. The prompt waits less than a second: what takes longer goes
/// on behind it, and is there at the next Tab.
/// </summary>
internal sealed class SuggestionCache
{
    private static readonly TimeSpan PromptWaits = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LoadingEnds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IsFresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What is known under a key; nothing if it cannot be had, or not soon enough.</summary>
    public IReadOnlyList<Suggestion> Get(string key, Func<CancellationToken, Task<IReadOnlyList<Suggestion>>> load)
    {
        foreach ((string old, Entry entry) in _entries)
        {
            if (!entry.IsCurrent)
            {
                _entries.TryRemove(KeyValuePair.Create(old, entry));
            }
        }

        Task<IReadOnlyList<Suggestion>> loading = _entries.GetOrAdd(key, _ => new Entry(load)).Loading;
        return ((IAsyncResult)loading).AsyncWaitHandle.WaitOne(PromptWaits) ? loading.GetAwaiter().GetResult() : [];
    }

    private sealed class Entry
    {
        private long _loadedAt;

        public Entry(Func<CancellationToken, Task<IReadOnlyList<Suggestion>>> load) => Loading = Task.Run(() => LoadAsync(load));

        public Task<IReadOnlyList<Suggestion>> Loading { get; }

        public bool IsCurrent => !Loading.IsCompleted || Environment.TickCount64 - Interlocked.Read(ref _loadedAt) < IsFresh.TotalMilliseconds;

        private async Task<IReadOnlyList<Suggestion>> LoadAsync(Func<CancellationToken, Task<IReadOnlyList<Suggestion>>> load)
        {
            try
            {
                using var patience = new CancellationTokenSource(LoadingEnds);
                return await load(patience.Token);
            }
            catch (Exception)
            {
                // Whatever it is: a user who presses Tab did not ask for it. The command itself will say.
                return [];
            }
            finally
            {
                Interlocked.Exchange(ref _loadedAt, Environment.TickCount64);
            }
        }
    }
}
