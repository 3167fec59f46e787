using GlacierPS.Local.Capacity;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Accounts;

/// <summary>
/// What belongs to an account itself, in memory and in its database. Most accounts never have any, and then there is no
/// database.
/// </summary>
/// <param name="metadata">Gives the database, or makes it.</param>
internal sealed class Account(Func<MetadataStore> metadata) : IStored
{
    private readonly object _gate = new();
    private AccountState _state = new();
    private Exception? _trouble;
    private volatile string? _unsound;
    private volatile bool _checked;

    /// <summary>How many vaults there have to be.</summary>
    public long Vaults
    {
        get
        {
            lock (_gate)
            {
                return _state.Vaults;
            }
        }
    }

    /// <summary>Reads the account.</summary>
    /// <returns>What is wrong with its record; null if nothing.</returns>
    public string? Load(StoreConnection connection)
    {
        try
        {
            Reload(connection);
            return null;
        }
        catch (DamagedDataException exception)
        {
            _trouble = exception;
            return exception.Message;
        }
    }

    /// <summary>Looks at the account as it is.</summary>
    public T Read<T>(Func<AccountState, T> look)
    {
        lock (_gate)
        {
            CheckUsable();
            return look(_state);
        }
    }

    public Task SetRetrievalPolicyAsync(RetrievalPolicy policy) =>
        metadata()
            .Commits.RunAsync(commit =>
            {
                lock (_gate)
                {
                    Begin(commit);
                    _state.RetrievalPolicy = policy;
                    return true;
                }
            });

    /// <summary>Adds a unit of capacity, if a look at the account lets it.</summary>
    public Task PurchaseAsync(ProvisionedCapacityUnit unit, Action<AccountState> check) =>
        metadata()
            .Commits.RunAsync(commit =>
            {
                lock (_gate)
                {
                    CheckUsable();
                    check(_state);
                    Begin(commit);
                    _state.Capacity.Add(unit);
                    AccountRows.Insert(commit.Connection, unit);
                    return true;
                }
            });

    /// <summary>Keeps messages, within a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="deliver">Whether they are to be delivered besides.</param>
    public void Send(Commit commit, IEnumerable<SentNotification> messages, bool deliver)
    {
        lock (_gate)
        {
            Begin(commit, isSetting: false);
            foreach (SentNotification sent in messages)
            {
                AccountRows.Insert(commit.Connection, sent, delivered: !deliver);
                _state.Messages++;
            }
        }
    }

    /// <summary>Notes that a message was delivered.</summary>
    public Task MarkDeliveredAsync(long row) =>
        metadata()
            .Commits.RunAsync(commit =>
            {
                lock (_gate)
                {
                    Begin(commit, isSetting: false);
                    AccountRows.MarkDelivered(commit.Connection, row);
                    return true;
                }
            });

    /// <summary>Takes note of a vault that comes or goes, within a commit.</summary>
    public void CountVault(Commit commit, int difference)
    {
        lock (_gate)
        {
            Begin(commit);
            _state.Vaults += difference;
        }
    }

    /// <summary>Whether no damage of the database is known.</summary>
    public bool IsSound => _unsound is null;

    /// <summary>
    /// Whether all that the database had when it was opened has been looked through: until then an index may miss rows.
    /// </summary>
    public bool IsChecked
    {
        get => _checked;
        set => _checked = value;
    }

    /// <summary>Notes that the database was found damaged: deletions are refused from now on.</summary>
    public void NoteDamage(string damage) => _unsound = damage;

    /// <summary>
    /// Refuses a deletion, or to say that something is not there, while the database is known to be damaged.
    /// </summary>
    /// <exception cref="DamagedDataException">It is.</exception>
    public void RequireSound()
    {
        if (_unsound is { } damage)
        {
            throw new DamagedDataException(
                $"Nothing is deleted, and nothing missing taken for sure, in damaged metadata. {damage}"
            );
        }
    }

    public void Save(StoreConnection connection)
    {
        lock (_gate)
        {
            AccountRows.Update(connection, _state);
        }
    }

    public void Reload(StoreConnection connection)
    {
        lock (_gate)
        {
            _state = AccountRows.Load(connection);
            _trouble = null;
        }
    }

    public void Invalidate(Exception reason)
    {
        lock (_gate)
        {
            _trouble = new StorageUnavailableException("The service's data folder cannot be used.", reason);
        }
    }

    private void Begin(Commit commit, bool isSetting = true)
    {
        if (_trouble is StorageUnavailableException)
        {
            Reload(commit.Connection);
        }

        CheckUsable();
        commit.Touch(this);
        commit.IsSetting |= isSetting;
    }

    private void CheckUsable()
    {
        if (_trouble is not null)
        {
            throw _trouble;
        }
    }
}
