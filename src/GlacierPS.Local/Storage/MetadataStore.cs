using System.Collections.Concurrent;
using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>
/// The database of an account: one connection writes (<see cref="Commits"/>), several read what was committed. In
/// memory there is a single connection, which takes turns.
/// </summary>
internal sealed class MetadataStore : IDisposable
{
    private const int MostIdle = 8;
    private const int ReaderCache = 2 * 1024;
    private const int WriterCache = 16 * 1024;

    private readonly ConcurrentBag<StoreConnection> _idle = [];
    private readonly string? _path;
    private readonly StoreConnection? _single;
    private volatile bool _disposed;

    private MetadataStore(string? path, StoreConnection? single, RoomReserve? reserve)
    {
        _path = path;
        _single = single;
        Commits = new CommitQueue(
            single is null ? () => Connect(WriterCache) : () => single,
            closes: single is null,
            reserve
        );
    }

    /// <summary>What writes to the database.</summary>
    public CommitQueue Commits { get; }

    /// <summary>Opens the database of an account, or makes an empty one.</summary>
    /// <exception cref="DatabaseException">It is damaged, or cannot be reached.</exception>
    public static MetadataStore Open(string path, RoomReserve reserve)
    {
        var store = new MetadataStore(path, null, reserve);
        store._idle.Add(store.Connect(ReaderCache));
        return store;
    }

    /// <summary>An empty database in memory.</summary>
    public static MetadataStore InMemory() =>
        new(null, new StoreConnection(Database.OpenInMemory(StoreSchema.Instance)), null);

    /// <summary>Looks at what was committed. Not under any lock that a commit takes.</summary>
    public T Read<T>(Func<StoreConnection, T> look)
    {
        if (_single is not null)
        {
            lock (_single)
            {
                return look(_single);
            }
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryTake(out StoreConnection? connection))
        {
            connection = Connect(ReaderCache);
        }

        bool keep = false;
        try
        {
            T result = look(connection);
            keep = !_disposed && _idle.Count < MostIdle;
            return result;
        }
        finally
        {
            if (keep)
            {
                _idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out StoreConnection? connection))
        {
            connection.Dispose();
        }

        Commits.Dispose();
        _single?.Dispose();
    }

    private StoreConnection Connect(int cacheKilobytes) =>
        new(Database.Open(_path!, StoreSchema.Instance, new DatabaseOptions { CacheKilobytes = cacheKilobytes }));
}
