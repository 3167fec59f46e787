using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Open catalogues, kept for a second after their last use: a folder of files that is sent notes each of them, and
/// opening one costs as much as ten notes. The end of the process closes them, which folds the WAL into the file.
/// </summary>
public static class CatalogConnections
{
    private const int IdleMilliseconds = 1000;

    private static readonly List<CatalogConnection> s_idle = [];
    private static readonly Timer s_timer = new(_ => CloseIdle(all: false));

    static CatalogConnections() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseIdle(all: true);

    /// <summary>Lends an open catalogue, to one user at a time.</summary>
    /// <exception cref="DatabaseException">It cannot be opened.</exception>
    internal static CatalogConnection Rent(string path)
    {
        DateTime created = File.GetCreationTimeUtc(path);
        lock (s_idle)
        {
            int found = s_idle.FindLastIndex(idle => idle.Database.Path == path && idle.Created == created);
            if (found >= 0)
            {
                CatalogConnection idle = s_idle[found];
                s_idle.RemoveAt(found);
                idle.Database.FoldsAtCommit = true;
                return idle;
            }
        }

        Database database = Database.Open(path, CatalogSchema.Schema);
        return new CatalogConnection(database, File.GetCreationTimeUtc(path), Return);
    }

    /// <summary>Closes a catalogue that is idle, so that its files can be moved or deleted.</summary>
    internal static void Close(string path) => Close(idle => idle == path);

    /// <summary>Closes what is idle in a folder and below it, so that the folder can be deleted.</summary>
    public static void CloseBelow(string folder) =>
        Close(idle =>
            idle.StartsWith(
                Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        );

    private static void Close(Predicate<string> isMeant)
    {
        lock (s_idle)
        {
            foreach (CatalogConnection idle in s_idle.FindAll(idle => isMeant(idle.Database.Path)))
            {
                s_idle.Remove(idle);
                idle.Database.Dispose();
            }
        }
    }

    private static void Return(CatalogConnection connection)
    {
        lock (s_idle)
        {
            connection.IdleSince = Environment.TickCount64;
            s_idle.Add(connection);
            s_timer.Change(IdleMilliseconds, IdleMilliseconds);
        }
    }

    private static void CloseIdle(bool all)
    {
        lock (s_idle)
        {
            long now = Environment.TickCount64;
            foreach (CatalogConnection idle in s_idle.FindAll(idle => all || now - idle.IdleSince >= IdleMilliseconds))
            {
                s_idle.Remove(idle);
                idle.Database.Dispose();
            }

            if (s_idle.Count == 0)
            {
                s_timer.Change(Timeout.Infinite, Timeout.Infinite);
            }
        }
    }
}

/// <summary>A catalogue that is open, until it is given back.</summary>
internal sealed class CatalogConnection(Database database, DateTime created, Action<CatalogConnection> giveBack)
    : IDisposable
{
    public Database Database => database;

    /// <summary>When its file was made: another file in its place is another catalogue.</summary>
    public DateTime Created => created;

    /// <summary>The tick at which it was given back.</summary>
    public long IdleSince { get; set; }

    public void Dispose() => giveBack(this);
}
