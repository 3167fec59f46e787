using System.Collections.Concurrent;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Accounts;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>The vaults of one account in one region, and what belongs to the account itself.</summary>
internal sealed class AccountVaults : IDisposable
{
    private readonly IStorageBackend _backend;
    private readonly ReportLog _reports;
    private readonly ConcurrentDictionary<string, Vault> _byName = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1);
    private readonly object _opening = new();
    private MetadataStore? _metadata;
    private Vault[] _sorted = [];
    private volatile string? _closed;
    private volatile string? _lost;

    public AccountVaults(IStorageBackend backend, AccountKey key, ReportLog reports)
    {
        _backend = backend;
        _reports = reports;
        Key = key;
        Settings = new Account(Metadata);
        if (backend.HasMetadata(key))
        {
            Load();
            return;
        }

        Settings.IsChecked = true;
        if (backend.VaultFolders(key).Any())
        {
            CloseFor($"{Place}: the metadata are missing, and there are vaults. Restore metadata.db from a backup.");
        }
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
    /// <exception cref="DamagedDataException">The metadata cannot be read.</exception>
    public IReadOnlyList<Vault> Sorted
    {
        get
        {
            CheckOpen();
            return Volatile.Read(ref _sorted);
        }
    }

    /// <summary>The vaults that are there, however damaged the rest is.</summary>
    public IReadOnlyList<Vault> Known => Volatile.Read(ref _sorted);

    /// <summary>The database, if there is one that can be read.</summary>
    public MetadataStore? Database => _closed is null ? _metadata : null;

    /// <summary>A vault by its name; null if there is none.</summary>
    /// <exception cref="DamagedDataException">It may be one whose record is damaged.</exception>
    public Vault? Find(string name)
    {
        CheckOpen();
        if (_byName.TryGetValue(name, out Vault? vault))
        {
            return vault;
        }

        return _lost is { } lost ? throw new DamagedDataException(lost) : null;
    }

    /// <summary>Makes a vault, unless it is there; false if there are too many.</summary>
    public async Task<bool> CreateAsync(string name, int limit, ServiceTime now, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (Find(name) is not null)
            {
                return true;
            }

            if (_byName.Count >= limit)
            {
                return false;
            }

            await CreateAsync(name, now);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a vault, if a look at it does not refuse. Nothing happens if it is not there.</summary>
    public async Task DeleteAsync(string name, Action<Vault, VaultState> check, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (Find(name) is not { } vault)
            {
                return;
            }

            List<ResourceKey> blobs = await Metadata()
                .Commits.RunAsync(
                    commit =>
                        vault.Change(
                            commit,
                            change =>
                            {
                                check(vault, change.State);
                                vault.RequireSound();
                                return Delete(commit, vault, change.State);
                            }
                        ),
                    frees: true
                );
            _byName.TryRemove(name, out _);
            Sort();
            vault.Remove(blobs);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The messages that the account's vaults sent, those of deleted ones too, oldest first.</summary>
    public List<SentNotification> Messages() => Database?.Read(AccountRows.Messages) ?? [];

    public void Dispose()
    {
        foreach (Vault vault in _byName.Values)
        {
            vault.Dispose();
        }

        _metadata?.Dispose();
    }

    private string Place => $"{Key.Region}, account {Key.AccountId}";

    private async Task CreateAsync(string name, ServiceTime now)
    {
        MetadataStore metadata = Metadata();
        string folder = _backend.NewVaultFolder(name);
        IVaultStorage storage = _backend.OpenVault(Key, folder, create: true);
        try
        {
            long row = await metadata.Commits.RunAsync(commit =>
            {
                Settings.CountVault(commit, 1);
                return VaultRows.Insert(commit.Connection, name, folder, now);
            });
            var state = new VaultState
            {
                Row = row,
                Name = name,
                Folder = folder,
                Created = now,
                SettingsSum = VaultSettings.SumOf([]),
            };
            _byName[name] = new Vault(Key, Settings, metadata, storage, state);
            Sort();
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
        {
            storage.Remove([]);
            throw;
        }
    }

    private List<ResourceKey> Delete(Commit commit, Vault vault, VaultState state)
    {
        const int pageSize = 1000;
        List<ResourceKey> blobs = [.. state.Uploads.Open.SelectMany(upload => upload.Blobs()).Select(blob => blob.Key)];
        long from = 0;
        List<ArchiveRecord> page;
        do
        {
            page = ArchiveRows.Page(commit.Connection, state.Row, from, state.Sequence, pageSize);
            blobs.AddRange(page.SelectMany(archive => archive.Blobs()).Select(blob => blob.Key));
            from = page.Count == 0 ? from : page[^1].CreatedSequence + 1;
        } while (page.Count == pageSize);

        blobs.AddRange(ExpirySweep.ReadFreed(commit.Connection, state.Row, int.MaxValue));
        Settings.CountVault(commit, -1);
        commit.Touch(vault);
        VaultRows.Remove(commit.Connection, state.Row);
        state.IsDeleted = true;
        return blobs;
    }

    private MetadataStore Metadata()
    {
        lock (_opening)
        {
            CheckOpen();
            return _metadata ??= _backend.OpenMetadata(Key);
        }
    }

    private void Load()
    {
        try
        {
            MetadataStore metadata = Metadata();
            string? damage = metadata.Read(Settings.Load);
            if (damage is not null)
            {
                _reports.Add($"{Place}: {damage}");
            }

            List<LoadedVault> vaults = metadata.Read(connection => VaultRows.Load(connection));
            vaults.ForEach(Adopt);
            if (damage is not null || vaults.Count != Settings.Vaults)
            {
                _lost ??= $"{Place}: vaults are missing in the metadata, and nobody can say which.";
            }

            if (_lost is { } lost)
            {
                _reports.Add(lost);
                Settings.NoteDamage(lost);
            }

            Sort();
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
        {
            CloseFor($"{Place}: {exception.Message} The account's vaults are closed until then.");
        }
    }

    private void Adopt(LoadedVault loaded)
    {
        foreach (string report in loaded.Reports)
        {
            _reports.Add($"{Place}: {report}");
        }

        if (loaded.Damage is { } damage)
        {
            _reports.Add($"{Place}: {damage}");
        }

        if (loaded.State is not { } state)
        {
            _lost = $"{Place}: {loaded.Damage}";
            return;
        }

        var vault = new Vault(Key, Settings, Metadata(), _backend.OpenVault(Key, state.Folder, create: false), state);
        if (loaded.Damage is not null)
        {
            vault.CloseFor(loaded.Damage);
        }

        _byName[state.Name] = vault;
    }

    private void CloseFor(string reason)
    {
        _closed = reason;
        _reports.Add(reason);
    }

    private void CheckOpen()
    {
        if (_closed is { } reason)
        {
            throw new DamagedDataException(reason);
        }
    }

    private void Sort() =>
        Volatile.Write(ref _sorted, [.. _byName.Values.OrderBy(vault => vault.Name, StringComparer.Ordinal)]);
}
