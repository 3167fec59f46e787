using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Vaults;

/// <summary>Records an event: applies it to the state and adds it to the journal.</summary>
internal delegate void Recorder(VaultEvent happened);

/// <summary>
/// A vault: its state in memory, and the journal that the state can always be made from again. Decisions are taken
/// under its lock, so that the order in the journal is the order in which they were taken; answers wait for the
/// flush outside of it.
/// </summary>
internal sealed class Vault : IDisposable
{
    private readonly object _gate = new();
    private readonly Journal<VaultEvent> _journal;
    private readonly BlobRemover _blobs;
    private readonly HashSet<ResourceKey> _damaged;
    private readonly ExpirySweeper _sweep = new();
    private VaultState _state;
    private Exception? _broken;
    private bool _disposed;

    private Vault(IVaultStorage storage, VaultState state, HashSet<ResourceKey> damaged, long journalLength)
    {
        Storage = storage;
        _blobs = new BlobRemover(storage);
        _state = state;
        _damaged = damaged;
        _journal = new Journal<VaultEvent>(
            storage.Journal,
            journalLength,
            VaultEventJson.Default.VaultEvent,
            OnJournalFailed
        );
        Name = state.Name;
        Created = state.Created;
        Arn = VaultArn.Format(storage.Account.Region, storage.Account.AccountId, Name);
    }

    public string Name { get; }

    public string Arn { get; }

    public ServiceTime Created { get; }

    public IVaultStorage Storage { get; }

    /// <summary>Takes over a vault that was read from its storage.</summary>
    public static Vault Of(IVaultStorage storage, LoadResult loaded) =>
        new(storage, loaded.State, [.. loaded.Damaged], loaded.JournalLength);

    /// <summary>Makes a new vault.</summary>
    public static async Task<Vault> CreateAsync(IVaultStorage storage, string name, ServiceTime now)
    {
        var created = new VaultCreated { At = now, Name = name };
        var state = new VaultState();
        state.Apply(created);
        var vault = new Vault(storage, state, [], 0);
        try
        {
            await vault._journal.Record(created);
            return vault;
        }
        catch (Exception)
        {
            vault.Dispose();
            storage.Remove();
            throw;
        }
    }

    /// <summary>Looks at the vault as it is.</summary>
    public T Read<T>(Func<VaultState, T> look)
    {
        lock (_gate)
        {
            CheckUsable();
            return look(_state);
        }
    }

    /// <summary>Looks at the vault as it is; if it was deleted while it was being looked up, at nothing.</summary>
    public T ReadIfThere<T>(Func<VaultState, T> look, T otherwise)
    {
        lock (_gate)
        {
            if (_state.IsDeleted)
            {
                return otherwise;
            }

            CheckUsable();
            return look(_state);
        }
    }

    /// <summary>Decides on a change and records it; ends when it would outlive a power cut.</summary>
    /// <param name="decide">Looks at the vault, refuses by throwing, or records events.</param>
    /// <returns>What <paramref name="decide"/> returns. Also when it recorded nothing, all that it saw would outlive a
    /// power cut.</returns>
    public async Task<T> ChangeAsync<T>(Func<VaultState, Recorder, T> decide)
    {
        T result;
        Task flushed;
        lock (_gate)
        {
            CheckUsable();
            result = decide(_state, Record);
            flushed = _journal.Settled();
        }

        await flushed;
        return result;
    }

    /// <summary>
    /// Does what has become due by a moment, before a request is looked at: inventories, jobs that end, and what has
    /// expired.
    /// </summary>
    public async ValueTask AdvanceToAsync(ServiceTime now, LocalGlacierOptions options)
    {
        List<EndedJob> ended;
        List<ResourceKey> orphans = [];
        Task flushed = Task.CompletedTask;
        lock (_gate)
        {
            CheckUsable();
            if (
                options.InventoryInterval is { } interval
                && _state.Inventories.DueAt(interval) is { } due
                && due <= now
            )
            {
                Record(new InventoryTaken { At = due });
            }

            ended = EndedJob.TakeFrom(this, _state, now);
            if (_sweep.IsDue(now))
            {
                orphans = _sweep.Run(_state, now, options, Record);
                flushed = _journal.Settled();
            }
        }

        if (ended.Count > 0)
        {
            List<JobEnded> told = ended.ConvertAll(one => one.ToEvent());
            await ChangeAsync(
                (_, record) =>
                {
                    told.ForEach(one => record(one));
                    return true;
                }
            );
        }

        if (orphans.Count > 0)
        {
            await flushed;
            DeleteBlobs(orphans);
        }
    }

    /// <summary>
    /// Whether there may be a policy to ask. Without the lock, so that vaults that have none pay nothing for it.
    /// </summary>
    public bool MayHavePolicies => _state is { AccessPolicy: not null } or { Lock: not null };

    /// <summary>The archives whose data were found missing or damaged. Under the vault's lock.</summary>
    public IReadOnlySet<ResourceKey> Damaged => _damaged;

    /// <summary>Notes that an archive's data are damaged, so that no later job promises them.</summary>
    public void NoteDamage(ResourceKey archive)
    {
        lock (_gate)
        {
            _damaged.Add(archive);
        }
    }

    /// <summary>Removes blobs that nothing refers to any more, soon.</summary>
    public void DeleteBlobs(IEnumerable<ResourceKey> blobs)
    {
        foreach (ResourceKey blob in blobs)
        {
            _blobs.Remove(blob);
        }
    }

    /// <summary>
    /// Removes the vault's place. It must have been recorded as deleted: what cannot be removed now goes when the store
    /// is next opened.
    /// </summary>
    public void Remove()
    {
        _journal.Dispose();
        _blobs.Abandon();
        try
        {
            Storage.Remove();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _journal.Dispose();
        _blobs.Dispose();
        Storage.Dispose();
    }

    private void Record(VaultEvent happened)
    {
        _state.Apply(happened);
        _ = _journal.Record(happened);
    }

    private void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_broken is not null)
        {
            throw _broken;
        }

        if (_state.IsDeleted)
        {
            throw ServiceErrors.VaultNotFound(Arn);
        }
    }

    /// <summary>What could not be written did not happen: the vault goes back to what its journal says.</summary>
    private void OnJournalFailed(Exception exception, Action takeBack)
    {
        lock (_gate)
        {
            try
            {
                takeBack();
                if (!_disposed && !_state.IsDeleted)
                {
                    _state = VaultLoader.Replay(Storage.Journal).State;
                }
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                _broken = ServiceErrors.Unavailable(
                    $"The journal of vault {Name} cannot be written or read any more: {second.Message}",
                    exception
                );
            }
        }
    }
}
