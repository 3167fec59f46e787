using System.Text.Json;
using GlacierPS.Local.Accounts.Events;
using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Accounts;

/// <summary>Records an event: applies it to the state and adds it to the journal.</summary>
internal delegate void AccountRecorder(AccountEvent happened);

/// <summary>
/// What belongs to an account itself: its state in memory, and the journal that the state can always be made from
/// again, kept as a vault's is. Most accounts never have any, and then there is no file.
/// </summary>
internal sealed class Account : IDisposable
{
    private readonly object _gate = new();
    private readonly IStorageBackend _backend;
    private readonly AccountKey _key;
    private readonly List<string> _reports = [];
    private AccountState _state = new();
    private IAppendFile? _file;
    private Journal<AccountEvent>? _journal;
    private Exception? _broken;
    private bool _disposed;

    /// <summary>Reads what there is.</summary>
    public Account(IStorageBackend backend, AccountKey key)
    {
        _backend = backend;
        _key = key;
        if (backend.OpenAccountJournal(key, create: false) is { } file)
        {
            Use(file);
        }
    }

    /// <summary>What was found wrong in the journal, in a sentence each.</summary>
    public IReadOnlyList<string> Reports => _reports;

    /// <summary>Looks at the account as it is.</summary>
    public T Read<T>(Func<AccountState, T> look)
    {
        lock (_gate)
        {
            CheckUsable();
            return look(_state);
        }
    }

    /// <summary>Decides on a change and records it; ends when it would outlive a power cut.</summary>
    /// <param name="decide">Looks at the account, refuses by throwing, or records events.</param>
    /// <returns>What <paramref name="decide"/> returns.</returns>
    public async Task<T> ChangeAsync<T>(Func<AccountState, AccountRecorder, T> decide)
    {
        T result;
        Task flushed;
        lock (_gate)
        {
            CheckUsable();
            result = decide(_state, Record);
            flushed = _journal?.Settled() ?? Task.CompletedTask;
        }

        await flushed;
        return result;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _journal?.Dispose();
        _file?.Dispose();
    }

    private void Record(AccountEvent happened)
    {
        if (_journal is null)
        {
            Use(_backend.OpenAccountJournal(_key, create: true)!);
        }

        happened.ApplyTo(_state);
        _ = _journal!.Record(happened);
    }

    private void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_broken is not null)
        {
            throw _broken;
        }
    }

    private void Use(IAppendFile file)
    {
        try
        {
            (_state, JournalReading reading) = Replay(file);
            _reports.AddRange(
                reading.Damaged.Select(line =>
                    $"{_key.Region}, account {_key.AccountId}: line {line} of the account's journal is damaged "
                    + "and was passed over. "
                    + "What it told is lost; what follows it is not."
                )
            );
            _journal = new Journal<AccountEvent>(
                file,
                reading.Length,
                AccountEventJson.Default.AccountEvent,
                OnJournalFailed
            );
            _file = file;
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Plays a journal from its start, and cuts off a tail that was never wholly written.</summary>
    private static (AccountState State, JournalReading Reading) Replay(IAppendFile file)
    {
        var state = new AccountState();
        JournalReading reading = JournalReader.Read(
            file,
            json =>
            {
                try
                {
                    JsonSerializer.Deserialize(json, AccountEventJson.Default.AccountEvent)!.ApplyTo(state);
                    return true;
                }
                catch (Exception exception) when (exception is JsonException or NotSupportedException)
                {
                    // An event of a later version, or no event at all.
                    return false;
                }
            }
        );
        if (file.Length > reading.Length)
        {
            file.Truncate(reading.Length);
        }

        return (state, reading);
    }

    /// <summary>What could not be written did not happen: the account goes back to what its journal says.</summary>
    private void OnJournalFailed(Exception exception, Action takeBack)
    {
        lock (_gate)
        {
            try
            {
                takeBack();
                if (!_disposed)
                {
                    _state = Replay(_file!).State;
                }
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                _broken = ServiceErrors.Unavailable(
                    $"The journal of account {_key.AccountId} cannot be written or read any more: {second.Message}",
                    exception
                );
            }
        }
    }
}
