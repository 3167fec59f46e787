using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Restore;

/// <summary>
/// The windows that this machine gets of a restore that several share. The next is taken when all jobs of the one
/// before are started, and no more bytes than can be downloaded before outputs end.
/// </summary>
internal sealed class RestoreWindows(
    SharedWork share,
    string vaultName,
    RestoreOptions options,
    Action<IReadOnlyCollection<RestoreItem>> taken
)
{
    private readonly StagingLimit _staging = new(options.StagedBytes, options.Time);
    private GlacierInputException? _spent;

    /// <summary>Takes windows and has their archives restored; returns when all windows have ended.</summary>
    /// <param name="planAsync">Finds out what has to be done for archives.</param>
    /// <param name="addAsync">Has it done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AddAllAsync(
        Func<IReadOnlyCollection<RestoreItem>, Task<RestorePlan>> planAsync,
        Func<IReadOnlyList<RestoreEntry>, Task> addAsync,
        CancellationToken cancellationToken
    )
    {
        var running = new List<Task>();
        while (_spent is null && await share.TakeAsync(cancellationToken) is { } window)
        {
            IReadOnlyList<WindowArchive> archives = await window.ReadAsync(vaultName, cancellationToken);
            RestoreItem[] items =
            [
                .. archives.Select(archive => RestoreItem.Of(archive.Archive) with { HasNewer = archive.IsOlder }),
            ];
            taken(items);
            RestorePlan plan = await planAsync(items);
            var work = new RestoreWindow(this, window, plan, _staging);
            await _staging.WaitAsync(plan.BytesToDownload, cancellationToken);
            running.RemoveAll(task => task.IsCompletedSuccessfully);
            running.Add(EndAsync(work, window, plan.BytesToDownload, cancellationToken));
            await addAsync(plan.Entries);
            await work.Started.WaitAsync(cancellationToken);
        }

        await Task.WhenAll(running);
    }

    /// <summary>Fails if no more jobs could be started within the limit of cost.</summary>
    /// <exception cref="GlacierInputException">MaxCostReached.</exception>
    public void ThrowIfSpent()
    {
        if (_spent is not null)
        {
            throw _spent;
        }
    }

    /// <summary>What all machines may spend is spent: no more windows are taken.</summary>
    public void Stop(GlacierInputException spent) => _spent ??= spent;

    private async Task EndAsync(
        RestoreWindow work,
        SharedWindow window,
        long bytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await work.Ended.WaitAsync(cancellationToken);
        }
        finally
        {
            _staging.End(bytes, work.Ended.IsCompleted);
        }

        if (work.IsUnfinished)
        {
            await share.GiveBackAsync(window, cancellationToken);
        }
        else
        {
            await share.EndAsync(window, work.Failed, work.Reason, cancellationToken);
        }
    }
}

/// <summary>A window whose archives are being restored.</summary>
internal sealed class RestoreWindow
{
    private readonly object _lock = new();
    private readonly RestoreWindows _windows;
    private readonly SharedWindow _window;
    private readonly StagingLimit _staging;
    private readonly HashSet<RestoreEntry> _toStart;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public RestoreWindow(RestoreWindows windows, SharedWindow window, RestorePlan plan, StagingLimit staging)
    {
        (_windows, _window, _staging) = (windows, window, staging);
        _left = plan.Entries.Count;
        _toStart = [.. plan.Entries.Where(entry => entry.Step == RestoreStep.StartJob)];
        foreach (RestoreEntry entry in plan.Entries)
        {
            entry.Window = this;
        }

        if (_toStart.Count == 0)
        {
            _started.TrySetResult();
        }

        if (_left == 0)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Completes when no more jobs have to be started for it.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when all of its archives have ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Archives that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Why the first of them did; null where none did.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether it was left undone for a reason that is not its own.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>An archive's job is started.</summary>
    public void Start(RestoreEntry entry)
    {
        lock (_lock)
        {
            if (_toStart.Remove(entry) && _toStart.Count == 0)
            {
                _started.TrySetResult();
            }
        }
    }

    /// <summary>An archive's file is there, and with it those of the same content and name.</summary>
    public void Add(RestoreEntry entry)
    {
        _staging.Begin();
        foreach (RestoreItem item in entry.Duplicates.Prepend(entry.Item))
        {
            _window.Add(item.SizeInBytes ?? 0);
        }
    }

    /// <summary>An archive could not be restored.</summary>
    /// <returns>Whether that is to be told now.</returns>
    public bool Fail(RestoreEntry entry, Exception error)
    {
        lock (_lock)
        {
            if (error is GlacierInputException { ErrorId: "MaxCostReached" } spent)
            {
                _windows.Stop(spent);
                IsUnfinished = true;
                return false;
            }

            Failed += 1 + entry.Duplicates.Length;
            Reason ??= $"{entry.Item.ArchiveId}: {error.Message}";
            return error is not LeaseLostException;
        }
    }

    /// <summary>An archive has ended, whatever became of it.</summary>
    public void End(RestoreEntry entry)
    {
        Start(entry);
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
