using System.Collections.Concurrent;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>Everything that is kept: the vaults of all accounts and regions. It has no clock and no options.</summary>
internal sealed class VaultStore : IDisposable
{
    private readonly IStorageBackend _backend;
    private readonly ConcurrentDictionary<AccountKey, AccountVaults> _accounts = new();
    private readonly List<string> _reports = [];

    private VaultStore(IStorageBackend backend) => _backend = backend;

    /// <summary>What was found wrong when the store was opened, in a sentence each.</summary>
    public IReadOnlyList<string> Reports => _reports;

    /// <summary>Reads all vaults from a backend, which the store then owns.</summary>
    public static VaultStore Open(IStorageBackend backend)
    {
        var store = new VaultStore(backend);
        try
        {
            foreach (IVaultStorage place in backend.Vaults())
            {
                store.Load(place);
            }

            foreach (AccountKey account in backend.Accounts())
            {
                store._reports.AddRange(store.Account(account).Settings.Reports);
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
    public AccountVaults Account(AccountKey key) =>
        _accounts.GetOrAdd(key, static (one, backend) => new AccountVaults(backend, one), _backend);

    /// <summary>All accounts that were asked for or have something.</summary>
    public IEnumerable<AccountVaults> Accounts => _accounts.Values;

    /// <summary>All vaults of all accounts.</summary>
    public IReadOnlyList<Vault> Vaults => [.. _accounts.Values.SelectMany(account => account.Sorted)];

    /// <summary>The vaults of an account in a region; null if nobody has asked for any, and there are none.</summary>
    public AccountVaults? FindAccount(AccountKey key) => _accounts.GetValueOrDefault(key);

    public void Dispose()
    {
        foreach (AccountVaults account in _accounts.Values)
        {
            account.Dispose();
        }

        _backend.Dispose();
    }

    private void Load(IVaultStorage place)
    {
        LoadResult? loaded;
        try
        {
            loaded = VaultLoader.Load(place);
        }
        catch (Exception)
        {
            place.Dispose();
            throw;
        }

        if (loaded is null)
        {
            return;
        }

        _reports.AddRange(loaded.Reports);
        if (loaded.State.Name.Length == 0)
        {
            place.Dispose();
            return;
        }

        Account(place.Account).Adopt(Vault.Of(place, loaded));
    }
}
