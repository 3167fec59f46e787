using System.Threading.Channels;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// One run of a plan. At any time an entry waits for its job to be started, waits for its job to complete, waits for
/// its output to be downloaded, or has ended; the run ends when all entries have.
/// </summary>
internal sealed class RestoreRun : IDisposable
{
    // A job whose output has expired is started again at most so many times: each retrieval is paid for.
    private const int MaxJobsPerArchive = 3;

    // Downloads that fail for a passing reason go on, each after a minute of tries and a pause of up to half a minute:
    // a day's worth of them, as long as an output is kept.
    private const int MaxInterruptions = 1000;

    // What a timer can count, 49 days; a longer time is none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly IGlacier _glacier;
    private readonly RestoreOptions _options;
    private readonly RestorePlanner _planner;
    private readonly RestoredFiles _files;
    private readonly RestoredCopies _copies;
    private readonly RestoreReport _report;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _timeout = new();
    private readonly CancellationTokenSource _ended;
    private readonly Channel<RestoreEntry> _toStart = Channel.CreateUnbounded<RestoreEntry>();
    private readonly JobWaiter _waiter;
    private readonly TaskCompletionSource _waitFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReadyQueue _ready = new();
    private int _left;
    private int _all;

    public RestoreRun(
        IGlacier glacier,
        RestoreOptions options,
        RestorePlanner planner,
        RestoreTargets targets,
        RestoreReport report,
        CancellationToken cancellationToken
    )
    {
        (_glacier, _options, _planner, _report) = (glacier, options, planner, report);
        _files = new RestoredFiles(glacier, options, planner, targets);
        _copies = new RestoredCopies(options, planner, report);
        _cancellationToken = cancellationToken;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
        _waiter = new JobWaiter(
            glacier,
            new JobWaitOptions
            {
                PollInterval = options.PollInterval,
                ThrottleLimit = options.ThrottleLimit,
                Time = options.Time,
            },
            report.Passing,
            report.Note,
            _ended.Token
        );
    }

    /// <summary>The jobs that are waited for, in one line; null if none are.</summary>
    public string? Describe() => _waiter.Describe();

    public Task RunAsync(RestorePlan plan) =>
        plan.Entries.Count == 0 ? Task.CompletedTask : RunAsync(_ => AddAsync(plan.Entries));

    /// <summary>Restores what is added meanwhile.</summary>
    /// <param name="addAll">Adds all; the run ends when it has, and all entries have ended.</param>
    public async Task RunAsync(Func<CancellationToken, Task> addAll)
    {
        // As long as more may come, one is left.
        _left = 1;
        if (_options.Timeout is { } timeout && timeout < LongestTimer)
        {
            _timeout.CancelAfter(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero);
        }

        using var limiter = new RetrievalRateLimiter(_options.MaxBytesPerHour, _options.Time, _planner.Recent);
        await WaitForAllAsync([
            AddAllAsync(addAll),
            StartJobsAsync(new JobStarter(_glacier, _options, limiter, _report)),
            _waitFailed.Task.WaitAsync(_ended.Token),
            .. Enumerable.Range(0, _options.ThrottleLimit).Select(_ => Task.Run(DownloadReadyAsync)),
        ]);
    }

    /// <summary>Adds entries; returns when those that are there already have ended.</summary>
    public Task AddAsync(IReadOnlyList<RestoreEntry> entries)
    {
        Interlocked.Add(ref _left, entries.Count);
        Interlocked.Add(ref _all, entries.Count);
        var there = new List<RestoreEntry>();
        foreach (RestoreEntry entry in entries)
        {
            if (entry.Error is not null)
            {
                Fail(entry, entry.Error);
            }
            else if (entry.Step == RestoreStep.Nothing)
            {
                there.Add(entry);
            }
            else if (entry.Step == RestoreStep.MakeFolder)
            {
                MakeFolder(entry);
            }
            else
            {
                Forward(entry);
            }
        }

        return Task.Run(() => CompleteExistingAsync(there));
    }

    public void Dispose()
    {
        _ready.Dispose();
        _ended.Dispose();
        _timeout.Dispose();
    }

    private async Task AddAllAsync(Func<CancellationToken, Task> addAll)
    {
        await addAll(_ended.Token);
        CountEnd();
    }

    /// <summary>Passes an entry on to what has to be done next, by the state of its job.</summary>
    private void Forward(RestoreEntry entry)
    {
        if (entry.Job is null && entry.Started >= MaxJobsPerArchive)
        {
            Fail(entry, RestoreErrors.JobsGone(entry));
        }
        else if (entry.Job is null)
        {
            _toStart.Writer.TryWrite(entry);
        }
        else if (!entry.Job.Completed && _options.NoWait)
        {
            Leave(entry, reason: null);
        }
        else if (!entry.Job.Completed)
        {
            _ = WaitAsync(entry, entry.Job);
        }
        else if (entry.Job.StatusCode == JobStatus.Succeeded)
        {
            _ready.Add(entry);
        }
        else
        {
            Fail(entry, RestoreErrors.JobFailed(entry));
        }
    }

    /// <summary>Waits for the job of an entry. What ends the wait otherwise ends the run.</summary>
    private async Task WaitAsync(RestoreEntry entry, JobDescription job)
    {
        try
        {
            entry.Job = await _waiter.WaitAsync(entry.Item.VaultName, job.JobId, entry.Item.Name, job);
        }
        catch (ResourceNotFoundException)
        {
            entry.Job = null;
        }
        catch (Exception error)
        {
            _waitFailed.TrySetException(error);
            return;
        }

        Forward(entry);
    }

    /// <summary>Leaves an entry for a later call.</summary>
    private void Leave(RestoreEntry entry, string? reason)
    {
        foreach (RestoreItem item in entry.Duplicates.Prepend(entry.Item))
        {
            _report.Waiting(RestoreState.Of(item, entry.Job, reason));
        }

        CountEnd(entry);
    }

    private async Task CompleteExistingAsync(List<RestoreEntry> entries)
    {
        foreach (RestoreEntry entry in entries)
        {
            RestoredArchive archive;
            try
            {
                archive = _files.Existing(entry);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Fail(entry, error);
                continue;
            }

            await CompleteAsync(entry, archive);
        }
    }

    private void MakeFolder(RestoreEntry entry)
    {
        RestoredArchive archive;
        try
        {
            archive = RestoredFiles.MakeFolder(entry);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(entry, error);
            return;
        }

        _report.Tell(entry, archive);
        CountEnd(entry);
    }

    private async Task CompleteAsync(RestoreEntry entry, RestoredArchive archive)
    {
        _report.Tell(entry, archive);
        await _copies.MakeAsync(entry, archive, _ended.Token);
        CountEnd(entry);
    }

    private void Fail(RestoreEntry entry, Exception error)
    {
        if (entry.Window?.Fail(entry, error) != false)
        {
            _report.Tell(entry, error);
        }

        CountEnd(entry);
    }

    private void CountEnd(RestoreEntry entry)
    {
        entry.Window?.End(entry);
        CountEnd();
    }

    private void CountEnd()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _toStart.Writer.TryComplete();
            _ready.End();
            _ended.Cancel();
        }
    }

    private Task StartJobsAsync(JobStarter starter) =>
        Parallel.ForEachAsync(
            _toStart.Reader.ReadAllAsync(_ended.Token),
            new ParallelOptions { MaxDegreeOfParallelism = _options.ThrottleLimit, CancellationToken = _ended.Token },
            async (entry, token) =>
            {
                try
                {
                    entry.Started++;
                    entry.Job = await starter.StartAsync(entry.Item, token);
                    entry.Window?.Start(entry);
                }
                catch (ResourceNotFoundException error) when (entry.Duplicates is [var next, .. var others])
                {
                    // Another archive has the same content under the same name, and takes this one's place.
                    _report.Failed(entry.Item, error);
                    entry.Item = entry.Item with { ArchiveId = next.ArchiveId };
                    entry.Duplicates = others;
                    entry.Started = 0;
                }
                catch (RetrievalHeldBackException error)
                {
                    Leave(entry, error.Message);
                    return;
                }
                catch (GlacierException error)
                {
                    Fail(entry, error);
                    return;
                }

                Forward(entry);
            }
        );

    private async Task DownloadReadyAsync()
    {
        while (await _ready.TakeAsync(_ended.Token) is { } entry)
        {
            JobDescription job = entry.Job!;
            try
            {
                if (RetrievalJobs.Lasts(job, _options))
                {
                    await CompleteAsync(entry, await _files.DownloadAsync(entry, job, _ended.Token));
                }
                else
                {
                    Renew(entry, $"The output of job {job.JobId} is about to expire");
                }
            }
            catch (Exception error)
                when (error
                        is ResourceNotFoundException
                            or DownloadIncompleteException { InnerException: ResourceNotFoundException }
                )
            {
                Renew(entry, $"The output of job {job.JobId} is gone, what was downloaded is kept");
            }
            catch (GlacierException error) when (MayPass(entry, error))
            {
                _ = DownloadLaterAsync(entry, error);
            }
            catch (Exception error) when (!_ended.IsCancellationRequested)
            {
                Fail(entry, error);
            }
        }
    }

    private bool MayPass(RestoreEntry entry, GlacierException error) =>
        !_options.NoWait
        && entry.Interrupted < MaxInterruptions
        && _report.Passing.Includes(RestoreErrors.CauseOf(error), _ended.Token);

    /// <summary>Goes on with a download, which has tried for a minute, when a pause has passed.</summary>
    private async Task DownloadLaterAsync(RestoreEntry entry, GlacierException error)
    {
        try
        {
            await _report.Passing.WaitAsync(
                error,
                $"{entry.Item.InWords} could not be downloaded yet",
                ++entry.Interrupted,
                _ended.Token
            );
            _ready.Add(entry);
        }
        catch (OperationCanceledException)
        {
            // The run has ended meanwhile.
        }
    }

    private void Renew(RestoreEntry entry, string why)
    {
        _report.Note($"{why}; another job is started for the archive {entry.Item.ArchiveId}.");
        entry.Job = null;
        Forward(entry);
    }

    /// <summary>Waits for all tasks; the first that fails otherwise than by cancellation ends the others.</summary>
    private async Task WaitForAllAsync(List<Task> running)
    {
        Exception? first = null;
        while (running.Count > 0)
        {
            Task ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (ended.Exception?.InnerException is { } error and not OperationCanceledException)
            {
                first ??= error;
                await _ended.CancelAsync();
            }
        }

        _cancellationToken.ThrowIfCancellationRequested();
        if (first is not null)
        {
            throw first;
        }

        if (_timeout.IsCancellationRequested && _left > 0)
        {
            throw RestoreErrors.TimedOut(Math.Min(_left, _all), _all, _options.Timeout);
        }
    }
}
