using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Small changes of one vault's catalogue, made by several threads at once: those that come while another is written
/// wait, and are then written in one transaction, which costs hardly more than one of them. Each has returned only when
/// it is on the disk, as if it had been alone.
/// </summary>
internal sealed class SharedTransaction
{
    /// <summary>So many are written at once, so that nobody waits for long.</summary>
    private const int Most = 500;

    private static readonly ConcurrentDictionary<(string Path, string Vault), SharedTransaction> s_all = new();

    private readonly object _turn = new();
    private readonly Queue<Change> _waiting = new();

    /// <summary>How many changes wait for a transaction.</summary>
    internal int Waiting
    {
        get
        {
            lock (_waiting)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>That of a vault in a catalogue, for all who change it in this process.</summary>
    public static SharedTransaction Of(string path, string vaultName) =>
        s_all.GetOrAdd((path, vaultName), _ => new SharedTransaction());

    /// <summary>Makes a change, with those of others.</summary>
    /// <param name="change">The change; made again if a transaction with others failed.</param>
    /// <param name="write">Makes changes in one transaction.</param>
    /// <exception cref="DatabaseException">This one could not be written, alone either.</exception>
    public void Write(Action<Database, VaultRow> change, Action<Action<Database, VaultRow>> write)
    {
        var own = new Change(change, write);
        lock (_waiting)
        {
            _waiting.Enqueue(own);
        }

        lock (_turn)
        {
            while (!own.IsDone)
            {
                WriteAll(Take());
            }
        }

        own.Error?.Throw();
    }

    /// <summary>What waits, in the order in which it came; no more than may be written at once.</summary>
    private List<Change> Take()
    {
        lock (_waiting)
        {
            var taken = new List<Change>(_waiting.Count);
            while (taken.Count < Most && _waiting.TryDequeue(out Change? change))
            {
                taken.Add(change);
            }

            return taken;
        }
    }

    private static void WriteAll(List<Change> changes)
    {
        if (changes.Count > 1)
        {
            try
            {
                changes[0]
                    .Write(
                        (database, vault) =>
                        {
                            foreach (Change change in changes)
                            {
                                change.Make(database, vault);
                            }
                        }
                    );
                changes.ForEach(change => change.IsDone = true);
                return;
            }
            catch (Exception)
            {
                // Whose fault it is shows when each is written alone.
            }
        }

        foreach (Change change in changes)
        {
            try
            {
                change.Write(change.Make);
            }
            catch (Exception error)
            {
                change.Error = ExceptionDispatchInfo.Capture(error);
            }

            change.IsDone = true;
        }
    }

    private sealed class Change(Action<Database, VaultRow> make, Action<Action<Database, VaultRow>> write)
    {
        public Action<Database, VaultRow> Make => make;

        public Action<Action<Database, VaultRow>> Write => write;

        public bool IsDone { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }
    }
}
