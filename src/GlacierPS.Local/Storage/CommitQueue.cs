using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>Something in memory that has rows in the database.</summary>
internal interface IStored
{
    /// <summary>Writes its own row, before the commit.</summary>
    void Save(StoreConnection connection);

    /// <summary>Becomes again what the database says, after a commit that failed.</summary>
    void Reload(StoreConnection connection);

    /// <summary>Takes note that the database cannot even be read: nothing in memory is certain.</summary>
    void Invalidate(Exception reason);
}

/// <summary>What one commit changes.</summary>
internal sealed class Commit(StoreConnection connection)
{
    private readonly List<IStored> _changed = [];

    public StoreConnection Connection { get; } = connection;

    public IReadOnlyList<IStored> Changed => _changed;

    /// <summary>
    /// Whether it changes what a vault forbids or allows: it is then folded into the database's own file at once, where
    /// its loss would be noticed. The tail of a log that is lost leaves no trace.
    /// </summary>
    public bool IsSetting { get; set; }

    /// <summary>Says that something is changed, before it is.</summary>
    public void Touch(IStored stored)
    {
        if (!_changed.Contains(stored))
        {
            _changed.Add(stored);
        }
    }
}

/// <summary>
/// The one writer of a database: what waits while one commit is being flushed makes up the next, so that a hundred
/// callers share one flush instead of waiting for a hundred. Each caller hears of the commit that has its change. One
/// that fails is rolled back, and tried again call by call, so that none takes others with it.
/// </summary>
/// <param name="open">Opens the connection, at first use and after each failure.</param>
/// <param name="closes">Whether connections are this queue's to close.</param>
/// <param name="reserve">Room for deletions on a full disk; null if there is none.</param>
internal sealed class CommitQueue(Func<StoreConnection> open, bool closes, RoomReserve? reserve) : IDisposable
{
    private readonly object _gate = new();
    private List<Work> _waiting = [];
    private StoreConnection? _connection;
    private bool _running;
    private bool _disposed;

    /// <summary>Changes something; ends when the change would outlive a power cut.</summary>
    /// <param name="change">
    /// Looks, refuses by throwing before it changes anything, or changes. May be run again if a commit fails.
    /// </param>
    /// <param name="frees">Whether it makes room on the disk, and may use the reserve.</param>
    public Task<T> RunAsync<T>(Func<Commit, T> change, bool frees = false)
    {
        var work = new Work<T>(change, frees);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Add(work);
            if (!_running)
            {
                _running = true;
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.CommitWaiting(), this, preferLocal: false);
            }
        }

        return work.Task;
    }

    /// <summary>Returns when nothing is waiting and nothing under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_running)
            {
                Monitor.Wait(_gate);
            }
        }

        Close();
    }

    private void CommitWaiting()
    {
        while (true)
        {
            List<Work> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _running = false;
                    Monitor.PulseAll(_gate);
                    return;
                }

                (batch, _waiting) = (_waiting, []);
            }

            if (TryCommit(batch, out Exception? failure))
            {
                continue;
            }

            foreach (Work work in batch)
            {
                if (batch.Count == 1 || !TryCommit([work], out failure))
                {
                    bool again = work.Frees && StorageErrors.IsFull(failure!) && reserve?.Release() == true;
                    if (!again || !TryCommit([work], out failure))
                    {
                        work.Fail(failure!);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Commits changes in one transaction, and tells those who wait; or tells nobody, and undoes all.
    /// </summary>
    private bool TryCommit(List<Work> batch, out Exception? failure)
    {
        failure = null;
        Commit? commit = null;
        try
        {
            _connection ??= open();
            lock (_connection)
            {
                commit = new Commit(_connection);
                using DatabaseTransaction transaction = _connection.Database.BeginWrite();
                foreach (Work work in batch)
                {
                    work.Run(commit);
                }

                foreach (IStored stored in commit.Changed)
                {
                    stored.Save(_connection);
                }

                if (commit.Changed.Count > 0)
                {
                    transaction.Commit();
                }
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, those who wait must hear of it, and memory must say what the database says.
            failure = exception;
            Undo(commit, exception);
            return false;
        }

        foreach (Work work in batch)
        {
            work.Complete();
        }

        if (commit.Changed.Count > 0)
        {
            AfterCommit(commit.IsSetting);
        }

        return true;
    }

    private void AfterCommit(bool isSetting)
    {
        reserve?.Ensure();
        if (!isSetting || !closes)
        {
            return;
        }

        try
        {
            _connection!.Database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (DatabaseException)
        {
            // What was committed is in the log; the next checkpoint takes it over.
        }
    }

    private void Undo(Commit? commit, Exception reason)
    {
        Close();
        foreach (IStored stored in commit?.Changed ?? [])
        {
            try
            {
                _connection ??= open();
                lock (_connection)
                {
                    stored.Reload(_connection);
                }
            }
            catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
            {
                Close();
                stored.Invalidate(reason);
            }
        }
    }

    private void Close()
    {
        StoreConnection? connection = _connection;
        _connection = null;
        if (!closes || connection is null)
        {
            return;
        }

        try
        {
            connection.Dispose();
        }
        catch (DatabaseException)
        {
            // It could not be written to any more; what was committed is there for the next connection.
        }
    }

    /// <summary>A change, and its caller who waits.</summary>
    private abstract class Work(bool frees)
    {
        public bool Frees { get; } = frees;

        public abstract void Run(Commit commit);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<Commit, T> change, bool frees) : Work(frees)
    {
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _refusal;
        private T? _result;

        public Task<T> Task => _source.Task;

        public override void Run(Commit commit)
        {
            int changed = commit.Changed.Count;
            try
            {
                _refusal = null;
                _result = change(commit);
            }
            catch (Exception exception) when (commit.Changed.Count == changed && !StorageErrors.IsOfDisk(exception))
            {
                _refusal = exception;
            }
        }

        public override void Complete()
        {
            if (_refusal is not null)
            {
                _source.SetException(_refusal);
            }
            else
            {
                _source.SetResult(_result!);
            }
        }

        public override void Fail(Exception exception) => _source.SetException(exception);
    }
}
