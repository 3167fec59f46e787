using System.Diagnostics;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>How jobs are waited for.</summary>
public sealed record JobWaitOptions
{
    /// <summary>
    /// How long to wait, from the making of the waiter on and for all its jobs together; null for ever. The jobs are
    /// asked about once more when it has passed.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Time between two questions; null for as long as a job is waited for already, from 1 s to 15 s for Expedited
    /// retrievals and 5 minutes for others.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Requests at the same time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>Finds the name of a job's archive, for messages; null where it is not known.</summary>
    public Func<JobDescription, string?>? NameOf { get; init; }

    /// <summary>The clock that the ages of jobs are told by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// Waits until jobs have ended, asking about all those of a vault together. Passing errors of the service or the
/// connection do not end a wait of hours: the next question comes when it is due.
/// </summary>
public sealed class JobWaiter
{
    // A question that takes long, as the list of a hundred thousand jobs does, is not put again at once.
    private const int RestPerQuestion = 10;

    // A question that was put in time may be answered within that.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly JobQuestion _question;
    private readonly JobWaitOptions _options;
    private readonly PassingErrors _errors;
    private readonly Action<string> _note;
    private readonly CancellationToken _cancellationToken;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly object _lock = new();
    private readonly Dictionary<string, WaitedVault> _vaults = new(StringComparer.Ordinal);
    private TaskCompletionSource _added = NewSignal();
    private bool _isRunning;

    /// <summary>Begins to count the time; asks nothing yet.</summary>
    /// <param name="glacier">The service.</param>
    /// <param name="options">How to wait.</param>
    /// <param name="errors">Told of passing errors.</param>
    /// <param name="note">Receives a message for each question, from any thread; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; jobs go on at the service.</param>
    public JobWaiter(
        IGlacier glacier,
        JobWaitOptions options,
        PassingErrors errors,
        Action<string>? note,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _question = new JobQuestion(glacier, options);
        (_options, _errors, _note, _cancellationToken) = (options, errors, note ?? (_ => { }), cancellationToken);
    }

    private DateTime Now => _options.Time.GetUtcNow().UtcDateTime;

    private TimeSpan? Left => _options.Timeout - Stopwatch.GetElapsedTime(_begun);

    /// <summary>Waits for a job, whether it succeeds or fails.</summary>
    /// <param name="vaultName">The vault it works on.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="name">The name of its archive, for messages; null if it is not known.</param>
    /// <param name="known">The job as it was described last, if it was; the first question comes later then.</param>
    /// <returns>The job, completed.</returns>
    /// <exception cref="TimeoutException">It has not ended in time.</exception>
    /// <exception cref="GlacierServiceException">The service refused, as for a job that it does not know.</exception>
    public Task<JobDescription> WaitAsync(
        string vaultName,
        string jobId,
        string? name = null,
        JobDescription? known = null
    )
    {
        if (known is { Completed: true })
        {
            return Task.FromResult(known);
        }

        var job = new WaitedJob(vaultName, jobId, name, known);
        lock (_lock)
        {
            if (!_vaults.TryGetValue(vaultName, out WaitedVault? vault))
            {
                _vaults[vaultName] = vault = new WaitedVault(vaultName);
            }

            vault.Jobs.Add(job);
            vault.DueWithin(_options.PollInterval is { } interval && known is not null ? interval : job.Pause());
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(AskUntilAllEndedAsync, CancellationToken.None);
            }

            _added.TrySetResult();
        }

        return job.Ended.Task.WaitAsync(_cancellationToken);
    }

    /// <summary>What is waited for at the moment, in one line; null if nothing is. Any thread may ask.</summary>
    public string? Describe()
    {
        lock (_lock)
        {
            WaitedVault? next = _vaults.Values.Where(vault => vault.Jobs.Count > 0).MinBy(vault => vault.Due);
            return next is null ? null : $"{next.Describe(Now)}. Ctrl+C is safe: the same command goes on.";
        }
    }

    private async Task AskUntilAllEndedAsync()
    {
        try
        {
            while (NextDue() is { } vault)
            {
                TimeSpan left = vault.DueIn;
                if (left > TimeSpan.Zero)
                {
                    await WaitForNewJobAsync(left < LongestSleep ? left : LongestSleep);
                }
                else
                {
                    await AskAsync(vault);
                }
            }
        }
        catch (Exception error)
        {
            WaitedJob[] jobs;
            lock (_lock)
            {
                jobs = [.. _vaults.Values.SelectMany(vault => vault.Jobs)];
                _vaults.Clear();
                _isRunning = false;
            }

            foreach (WaitedJob job in jobs)
            {
                job.Ended.TrySetException(error);
            }
        }
    }

    /// <summary>Waits so long, or until a job is added.</summary>
    private async Task WaitForNewJobAsync(TimeSpan time)
    {
        try
        {
            await _added.Task.WaitAsync(time, _cancellationToken);
            lock (_lock)
            {
                _added = NewSignal();
            }
        }
        catch (TimeoutException)
        {
            // The next question is due.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WaitedVault? NextDue()
    {
        lock (_lock)
        {
            foreach (string name in _vaults.Keys.Where(name => _vaults[name].Jobs.Count == 0).ToArray())
            {
                _vaults.Remove(name);
            }

            WaitedVault? next = _vaults.Values.MinBy(vault => vault.Due);
            _isRunning = next is not null;
            if (next is not null && Left is { } left)
            {
                next.DueWithin(left);
            }

            return next;
        }
    }

    private async Task AskAsync(WaitedVault vault)
    {
        WaitedJob[] asked;
        lock (_lock)
        {
            asked = [.. vault.Jobs];
        }

        bool isLast = Left <= TimeSpan.Zero;
        long begun = Stopwatch.GetTimestamp();
        Exception? failure = await TryAskAsync(vault.Name, asked);
        foreach (WaitedJob job in asked)
        {
            job.Name ??= job.Description is { ArchiveId: not null } found ? _options.NameOf?.Invoke(found) : null;
        }

        List<WaitedJob> ended;
        TimeSpan pause;
        lock (_lock)
        {
            ended = vault.TakeEnded();
            pause = _options.PollInterval ?? vault.Pause();
            TimeSpan rest = RestPerQuestion * Stopwatch.GetElapsedTime(begun);
            pause = failure is null && rest > pause ? rest : pause;
            pause = Left is { } left && left > TimeSpan.Zero && left < pause ? left : pause;
            vault.Asked(pause);
        }

        if (failure is not null)
        {
            _errors.Report(failure, $"The jobs of vault '{vault.Name}' could not be asked about", pause);
        }

        Note(vault, asked.Length, ended, failure is null, isLast ? null : pause);
        foreach (WaitedJob job in ended)
        {
            End(job);
        }

        if (isLast)
        {
            TimeOut(vault, asked, failure);
        }
    }

    /// <summary>Asks, and gives the passing error that kept the question from being answered.</summary>
    private async Task<Exception?> TryAskAsync(string vaultName, WaitedJob[] asked)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        if (Left is { } left && left.TotalMilliseconds < int.MaxValue)
        {
            inTime.CancelAfter((left > TimeSpan.Zero ? left : TimeSpan.Zero) + Grace);
        }

        try
        {
            await _question.AskAsync(vaultName, asked, inTime.Token);
            _errors.Answered();
            return null;
        }
        catch (OperationCanceledException) when (!_cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException("There was no answer in time.");
        }
        catch (Exception error) when (_errors.Includes(error, _cancellationToken) && !_errors.IsGivenUp)
        {
            return error;
        }
        catch (GlacierException error)
        {
            foreach (WaitedJob job in asked)
            {
                job.Error ??= error;
            }

            return null;
        }
    }

    private void Note(WaitedVault vault, int asked, List<WaitedJob> ended, bool wasAnswered, TimeSpan? pause)
    {
        lock (_lock)
        {
            if (vault.Jobs.Count > 0 && wasAnswered)
            {
                _note(
                    $"Asked about {Quantity.Of(asked, "job")}, {Digits.Of(ended.Count)} ended: {vault.Describe(Now)}"
                        + (pause is { } time ? $", at {ShownTime.Format(Now + time, "HH:mm:ss")}" : "")
                        + ". Ctrl+C is safe: the same command goes on."
                );
            }
        }
    }

    private static void End(WaitedJob job)
    {
        if (job.Error is not null)
        {
            job.Ended.TrySetException(job.Error);
        }
        else
        {
            job.Ended.TrySetResult(job.Description!);
        }
    }

    private void TimeOut(WaitedVault vault, WaitedJob[] asked, Exception? failure)
    {
        foreach (WaitedJob job in asked)
        {
            lock (_lock)
            {
                vault.Jobs.Remove(job);
            }

            job.Ended.TrySetException(
                new TimeoutException(
                    $"Job {job.JobId} in vault {job.VaultName}, for {job}, has not finished within "
                        + $"{_options.Timeout}. It goes on at the service: run Wait-GlacierJob again, or the command "
                        + "that waited for it, to wait on.",
                    failure
                )
            );
        }
    }
}
