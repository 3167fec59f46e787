using System.Collections.Concurrent;
using GlacierPS.Local.Accounts;
using GlacierPS.Local.Accounts.Events;
using GlacierPS.Local.Http;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>The vaults of one account in one region, and what belongs to the account itself.</summary>
internal sealed class AccountVaults : IDisposable
{
    private readonly IStorageBackend _backend;
    private readonly ConcurrentDictionary<string, Vault> _byName = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1);
    private Vault[] _sorted = [];

    public AccountVaults(IStorageBackend backend, AccountKey key)
    {
        _backend = backend;
        Key = key;
        Settings = new Account(backend, key);
    }

    /// <summary>What belongs to the account itself.</summary>
    public Account Settings { get; }

    /// <summary>
    /// Held from asking the retrieval policy until the job is recorded, so that two jobs cannot both fit into what is
    /// left for one.
    /// </summary>
    public SemaphoreSlim Retrieving { get; } = new(1);

    public AccountKey Key { get; }

    /// <summary>All vaults in ASCII order of name.</summary>
    public IReadOnlyList<Vault> Sorted => Volatile.Read(ref _sorted);

    /// <summary>A vault by its name; null if there is none.</summary>
    public Vault? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Takes in a vault that was there before.</summary>
    public void Adopt(Vault vault)
    {
        _byName[vault.Name] = vault;
        Sort();
    }

    /// <summary>Makes a vault, unless it is there.</summary>
    public async Task CreateAsync(string name, int limit, ServiceTime now, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_byName.ContainsKey(name))
            {
                return;
            }

            if (_byName.Count >= limit)
            {
                throw ServiceErrors.TooManyVaults(limit);
            }

            Adopt(await Vault.CreateAsync(_backend.CreateVault(Key, name), name, now));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a vault, if a look at it does not refuse. Nothing happens if it is not there.</summary>
    public async Task DeleteAsync(
        string name,
        Action<Vault, VaultState> check,
        ServiceTime now,
        CancellationToken cancellationToken
    )
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_byName.TryGetValue(name, out Vault? vault))
            {
                return;
            }

            await KeepOutboxAsync(vault, check, now);
            await vault.ChangeAsync(
                (state, record) =>
                {
                    check(vault, state);
                    record(new VaultDeleted { At = now });
                    return true;
                }
            );
            _byName.TryRemove(name, out _);
            Sort();
            vault.Remove();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// What the outbox has of a vault outlives it. The account's journal comes first: after a crash between the two,
    /// both have it.
    /// </summary>
    private async Task KeepOutboxAsync(Vault vault, Action<Vault, VaultState> check, ServiceTime now)
    {
        SentNotification[] sent = vault.Read(state =>
        {
            check(vault, state);
            return state.Outbox.ToArray();
        });
        if (sent.Length > 0)
        {
            await Settings.ChangeAsync(
                (_, record) =>
                {
                    record(new NotificationsKept { At = now, Notifications = sent });
                    return true;
                }
            );
        }
    }

    public void Dispose()
    {
        Settings.Dispose();
        foreach (Vault vault in _byName.Values)
        {
            vault.Dispose();
        }
    }

    private void Sort() =>
        Volatile.Write(ref _sorted, [.. _byName.Values.OrderBy(vault => vault.Name, StringComparer.Ordinal)]);
}
