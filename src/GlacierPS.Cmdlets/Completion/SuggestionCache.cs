using System.Collections.Concurrent;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>What was found for a word by the time that the prompt can wait.</summary>
/// <param name="Items">What was found.</param>
/// <param name="IsCut">There are more, which were not looked for.</param>
/// <param name="IsPart">There are more, or the search still goes on.</param>
internal sealed record Suggestions(IReadOnlyList<Suggestion> Items, bool IsCut, bool IsPart);

/// <summary>
/// What the service returned for Tab, kept for seconds. The prompt waits less than a second and gets what was found by
/// then: a request that takes longer continues, and its result is there at the next Tab.
/// </summary>
internal sealed class SuggestionCache
{
    private static readonly TimeSpan PromptWaits = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LoadingEnds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IsFresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What is known under a key; nothing if it cannot be had, or not soon enough.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="word">The word that is searched for; a search for another under the same key is given up.</param>
    /// <param name="find">Finds it.</param>
    /// <param name="most">How many are enough.</param>
    public Suggestions Get(
        string key,
        string word,
        Func<CancellationToken, IAsyncEnumerable<Suggestion>> find,
        int most
    )
    {
        foreach ((string old, Entry entry) in _entries)
        {
            if (
                (!entry.IsCurrent || (old == key && entry.Word != word))
                && _entries.TryRemove(KeyValuePair.Create(old, entry))
            )
            {
                entry.Dispose();
            }
        }

        return _entries.GetOrAdd(key, _ => new Entry(word, find, most)).Wait();
    }

    private sealed class Entry : IDisposable
    {
        private readonly List<Suggestion> _found = [];
        private readonly CancellationTokenSource _patience = new(LoadingEnds);
        private readonly Task _loading;
        private bool _isCut;
        private long _loadedAt;

        public Entry(string word, Func<CancellationToken, IAsyncEnumerable<Suggestion>> find, int most)
        {
            Word = word;
            _loading = Task.Run(() => LoadAsync(find, most));
        }

        public string Word { get; }

        public bool IsCurrent =>
            !_loading.IsCompleted
            || Environment.TickCount64 - Interlocked.Read(ref _loadedAt) < IsFresh.TotalMilliseconds;

        public Suggestions Wait()
        {
            bool ended = ((IAsyncResult)_loading).AsyncWaitHandle.WaitOne(PromptWaits);
            lock (_found)
            {
                return new Suggestions([.. _found], IsCut: _isCut, IsPart: _isCut || !ended);
            }
        }

        /// <summary>Gives up, if it is still looking.</summary>
        public void Dispose()
        {
            _patience.Cancel();
            _patience.Dispose();
        }

        private async Task LoadAsync(Func<CancellationToken, IAsyncEnumerable<Suggestion>> find, int most)
        {
            try
            {
                await foreach (Suggestion suggestion in find(_patience.Token))
                {
                    lock (_found)
                    {
                        _isCut = _found.Count == most;
                        if (_isCut)
                        {
                            break;
                        }

                        _found.Add(suggestion);
                    }
                }
            }
            catch (Exception)
            {
                // No error while a user presses Tab: the command itself will report it.
            }
            finally
            {
                Interlocked.Exchange(ref _loadedAt, Environment.TickCount64);
            }
        }
    }
}
