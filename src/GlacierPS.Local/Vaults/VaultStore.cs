using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>Everything that is kept: the vaults of all accounts and regions. It has no clock and no options.</summary>
internal sealed class VaultStore : IDisposable
{
    // A check of the structure of a large database cannot be interrupted; what it finds is of no use any more.
    private static readonly TimeSpan CheckGrace = TimeSpan.FromSeconds(2);

    // The check of a large store keeps a processor busy for seconds, which the first requests need themselves.
    private static readonly TimeSpan CheckPause = TimeSpan.FromSeconds(2);
    private const long Large = 5_000;

    private readonly IStorageBackend _backend;
    private readonly Dictionary<AccountKey, AccountVaults> _accounts = [];
    private readonly CancellationTokenSource _closing = new();

    private VaultStore(IStorageBackend backend) => _backend = backend;

    /// <summary>What was found wrong, in a sentence each.</summary>
    public ReportLog Reports { get; } = new();

    /// <summary>Ends when all that was there at the start was looked through.</summary>
    public Task Checked { get; private set; } = Task.CompletedTask;

    /// <summary>Reads all vaults, which the store then owns; looks through their data afterwards.</summary>
    public static VaultStore Open(IStorageBackend backend)
    {
        DateTime opened = DateTime.UtcNow;
        var store = new VaultStore(backend);
        try
        {
            foreach (AccountKey account in backend.Accounts().ToList())
            {
                store.Account(account);
            }

            List<AccountVaults> accounts = [.. store.Accounts];
            if (accounts.Count > 0)
            {
                store.Checked = store.CheckAsync(accounts, opened);
            }

            return store;
        }
        catch (Exception)
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The vaults of an account in a region, of which there may be none.</summary>
    public AccountVaults Account(AccountKey key)
    {
        lock (_accounts)
        {
            if (!_accounts.TryGetValue(key, out AccountVaults? account))
            {
                _accounts.Add(key, account = new AccountVaults(_backend, key, Reports));
            }

            return account;
        }
    }

    /// <summary>All accounts that were asked for or have something.</summary>
    public IReadOnlyList<AccountVaults> Accounts
    {
        get
        {
            lock (_accounts)
            {
                return [.. _accounts.Values];
            }
        }
    }

    /// <summary>All vaults of all accounts.</summary>
    public IReadOnlyList<Vault> Vaults => [.. Accounts.SelectMany(account => account.Known)];

    /// <summary>The vaults of an account in a region; null if nobody has asked for any, and there are none.</summary>
    public AccountVaults? FindAccount(AccountKey key)
    {
        lock (_accounts)
        {
            return _accounts.GetValueOrDefault(key);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _ = Task.WhenAny(Checked, Task.Delay(CheckGrace)).Wait(CheckGrace);
        foreach (AccountVaults account in Accounts)
        {
            account.Dispose();
        }

        _backend.Dispose();
    }

    private async Task CheckAsync(List<AccountVaults> accounts, DateTime opened)
    {
        List<ConsistencyCheck> checks =
        [
            .. accounts.Select(account => new ConsistencyCheck(_backend, account, Reports, opened, _closing.Token)),
        ];
        bool large = Vaults.Sum(vault => vault.ReadIfThere(state => state.Totals.Count, 0)) > Large;
        await Task.Delay(large ? CheckPause : TimeSpan.Zero, _closing.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(() => checks.ForEach(check => check.Run()));
    }
}
