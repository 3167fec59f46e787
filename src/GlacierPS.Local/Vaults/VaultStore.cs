using System.Collections.Concurrent;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>Everything that is kept: the vaults of all accounts and regions. It has no clock and no options.</summary>
internal sealed class VaultStore : IDisposable
{
    private readonly IMedium _medium;
    private readonly ConcurrentDictionary<AccountKey, AccountVaults> _accounts = new();
    private readonly List<string> _reports = [];

    private VaultStore(IMedium medium) => _medium = medium;

    /// <summary>What was found wrong when the store was opened, in a sentence each.</summary>
    public IReadOnlyList<string> Reports => _reports;

    /// <summary>Reads all vaults from a medium, which the store then owns.</summary>
    public static VaultStore Open(IMedium medium)
    {
        var store = new VaultStore(medium);
        try
        {
            foreach (IVaultMedium place in medium.Vaults())
            {
                store.Load(place);
            }

            foreach (AccountKey account in medium.Accounts())
            {
                store._reports.AddRange(store.Account(account).Ledger.Reports);
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
        _accounts.GetOrAdd(key, static (one, medium) => new AccountVaults(medium, one), _medium);

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

        _medium.Dispose();
    }

    private void Load(IVaultMedium place)
    {
        LoadedVault? loaded;
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
