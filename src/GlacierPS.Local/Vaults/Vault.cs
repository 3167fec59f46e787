using GlacierPS.Core.Protocol;
using GlacierPS.Local.Accounts;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// A vault: its state in memory, its archives in the account's database, their bytes in a folder. Changes are made by
/// the database's one writer, under the vault's lock, and answered when they are committed.
/// </summary>
internal sealed class Vault : IStored, IDisposable
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortSweepPause = TimeSpan.FromSeconds(1);

    // After a failure of the disk; each request would meet it again.
    private const int AdvancePause = 1000;

    private readonly object _gate = new();
    private readonly MetadataStore _metadata;
    private readonly BlobRemover _blobs;
    private readonly HashSet<ResourceKey> _damaged = [];
    private VaultState _state;
    private ServiceTime _nextSweep;
    private long _noAdvanceBefore;
    private Exception? _invalid;
    private volatile string? _damage;
    private bool _disposed;

    public Vault(AccountKey account, Account settings, MetadataStore metadata, IVaultStorage storage, VaultState state)
    {
        _metadata = metadata;
        _state = state;
        _blobs = new BlobRemover(storage);
        Account = settings;
        Storage = storage;
        Row = state.Row;
        Name = state.Name;
        Created = state.Created;
        Arn = VaultArn.Format(account.Region, account.AccountId, state.Name);
        Archives = new ArchiveReader(metadata, state.Row);
    }

    public string Name { get; }

    public string Arn { get; }

    public ServiceTime Created { get; }

    /// <summary>The number of its row.</summary>
    public long Row { get; }

    public Account Account { get; }

    /// <summary>The bytes of its archives.</summary>
    public IVaultStorage Storage { get; }

    /// <summary>Its archives, as far as they were committed. Not under the vault's lock.</summary>
    public ArchiveReader Archives { get; }

    /// <summary>
    /// Whether there may be a policy to ask. Without the lock, so that vaults that have none pay nothing for it.
    /// </summary>
    public bool MayHavePolicies => _state is { AccessPolicy: not null } or { Lock: not null };

    /// <summary>The archives whose data were found missing or damaged. Under the vault's lock.</summary>
    public IReadOnlySet<ResourceKey> Damaged => _damaged;

    /// <summary>Whether it is closed, since what it allows is not certain.</summary>
    public bool IsClosed => _damage is not null;

    /// <summary>Closes the vault, whose record or settings are damaged: every use of it is refused.</summary>
    /// <param name="damage">Why, in a sentence.</param>
    public void CloseFor(string damage) => _damage = damage;

    /// <summary>Looks at the vault as it is.</summary>
    public T Read<T>(Func<VaultState, T> look)
    {
        lock (_gate)
        {
            CheckUsable();
            return look(_state);
        }
    }

    /// <summary>Looks at the vault as it is; if it is not there any more, or is closed, at nothing.</summary>
    public T ReadIfThere<T>(Func<VaultState, T> look, T otherwise)
    {
        lock (_gate)
        {
            return _state.IsDeleted || _damage is not null || _invalid is not null ? otherwise : look(_state);
        }
    }

    /// <summary>Decides on a change and commits it; ends when it would outlive a power cut.</summary>
    /// <param name="decide">Looks at the vault, refuses by throwing, or changes it.</param>
    /// <param name="frees">Whether it makes room on the disk, and may use the reserve.</param>
    /// <returns>
    /// What <paramref name="decide"/> returns. Also when it changed nothing, all that it saw would outlive a power cut.
    /// </returns>
    public Task<T> ChangeAsync<T>(Func<VaultChange, T> decide, bool frees = false) =>
        _metadata.Commits.RunAsync(commit => Change(commit, decide), frees);

    /// <summary>The same, within a commit that is under way.</summary>
    public T Change<T>(Commit commit, Func<VaultChange, T> decide)
    {
        lock (_gate)
        {
            if (_invalid is not null)
            {
                Reload(commit.Connection);
            }

            CheckUsable();
            return decide(new VaultChange(this, _state, commit));
        }
    }

    /// <summary>
    /// Does what has become due by a moment, before a request is looked at: inventories, jobs that end, and what has
    /// expired. If the disk fails it is left for later.
    /// </summary>
    public ValueTask AdvanceToAsync(ServiceTime now, LocalGlacierOptions options)
    {
        lock (_gate)
        {
            if (_invalid is null)
            {
                CheckUsable();
                if (!IsDue(now, options))
                {
                    return ValueTask.CompletedTask;
                }
            }

            if (Environment.TickCount64 < _noAdvanceBefore)
            {
                return ValueTask.CompletedTask;
            }
        }

        return new ValueTask(AdvanceAsync(now, options));
    }

    /// <summary>Says when expired records are next looked for. Under the vault's lock.</summary>
    public void SweepAgainAt(ServiceTime now, bool soon) => _nextSweep = now + (soon ? ShortSweepPause : SweepPause);

    /// <summary>Notes that an archive's data are damaged, so that no later job promises them.</summary>
    public void NoteDamage(ResourceKey archive)
    {
        lock (_gate)
        {
            _damaged.Add(archive);
        }
    }

    /// <summary>
    /// Forgets a part of an upload whose blob is lost: it is as if it had not been sent, and the client sends it again.
    /// </summary>
    /// <returns>What to report; null if there is no such part any more.</returns>
    public Task<string?> DropPartAsync(ResourceKey blob) => ChangeAsync(change => change.DropPart(blob));

    /// <summary>Refuses to delete anything while the metadata are known to be damaged.</summary>
    /// <exception cref="DamagedDataException">They are.</exception>
    public void RequireSound() => Account.RequireSound();

    /// <summary>Refuses to take it for sure that an archive is missing where it may be damaged.</summary>
    /// <exception cref="DamagedDataException">The metadata are damaged.</exception>
    public Task RequireMissingAsync(ResourceKey archive) =>
        ChangeAsync(change =>
        {
            change.RequireMissing(archive);
            return true;
        });

    /// <summary>Refuses if the vault was deleted meanwhile.</summary>
    /// <exception cref="VaultGoneException">It was.</exception>
    public void RequireThere() => Read(_ => true);

    /// <summary>Removes blobs that nothing refers to any more, soon.</summary>
    public void DeleteBlobs(IEnumerable<ResourceKey> blobs)
    {
        foreach (ResourceKey blob in blobs)
        {
            _blobs.Remove(blob);
        }
    }

    /// <summary>
    /// Removes the blobs of a vault whose deletion was committed, and its folder if nothing else is in it.
    /// </summary>
    public void Remove(IReadOnlyList<ResourceKey> blobs)
    {
        _blobs.Dispose();
        Storage.Remove(blobs);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _blobs.Dispose();
    }

    public void Save(StoreConnection connection)
    {
        lock (_gate)
        {
            if (!_state.IsDeleted)
            {
                VaultRows.Update(connection, _state);
            }
        }
    }

    public void Reload(StoreConnection connection)
    {
        lock (_gate)
        {
            LoadedVault? loaded = VaultRows.Load(connection, Row).FirstOrDefault();
            _invalid = null;
            if (loaded?.State is { } state)
            {
                _state = state;
            }
            else
            {
                _state.IsDeleted = loaded is null;
            }

            _damage = loaded?.Damage ?? _damage;
        }
    }

    public void Invalidate(Exception reason)
    {
        lock (_gate)
        {
            _invalid = reason;
        }
    }

    private async Task AdvanceAsync(ServiceTime now, LocalGlacierOptions options)
    {
        try
        {
            DeleteBlobs(
                await ChangeAsync(change => change.Advance(now, options, sweep: now >= _nextSweep), frees: true)
            );
        }
        catch (Exception exception) when (StorageErrors.IsOfDisk(exception))
        {
            lock (_gate)
            {
                _noAdvanceBefore = Environment.TickCount64 + AdvancePause;
                CheckUsable();
            }
        }
    }

    private bool IsDue(ServiceTime now, LocalGlacierOptions options) =>
        now >= _nextSweep
        || _state.Ending.HasEnded(now)
        || (options.InventoryInterval is { } interval && _state.Inventories.DueAt(interval) is { } due && due <= now);

    private void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_damage is not null)
        {
            throw new DamagedDataException(_damage);
        }

        if (_invalid is not null)
        {
            throw new StorageUnavailableException("The service's data folder cannot be used.", _invalid);
        }

        if (_state.IsDeleted)
        {
            throw new VaultGoneException(Arn);
        }
    }
}
