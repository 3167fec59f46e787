using System.Threading.Channels;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
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

    private readonly IGlacier _glacier;
    private readonly RestoreOptions _options;
    private readonly RestorePlanner _planner;
    private readonly RestoreTargets _targets;
    private readonly RestoreReport _report;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _ended;
    private readonly Channel<RestoreEntry> _toStart = Channel.CreateUnbounded<RestoreEntry>();
    private readonly JobWatch _watch;
    private readonly ReadyQueue _ready = new();
    private int _left;

    public RestoreRun(
        IGlacier glacier,
        RestoreOptions options,
        RestorePlanner planner,
        RestoreTargets targets,
        RestoreReport report,
        CancellationToken cancellationToken
    )
    {
        (_glacier, _options, _planner, _targets, _report) = (glacier, options, planner, targets, report);
        _cancellationToken = cancellationToken;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watch = new JobWatch(glacier, options, report.Note);
    }

    public async Task RunAsync(RestorePlan plan)
    {
        _left = plan.Entries.Count;
        if (_left == 0)
        {
            return;
        }

        foreach (RestoreEntry entry in plan.Entries)
        {
            if (entry.Error is not null)
            {
                Fail(entry, entry.Error);
            }
            else if (entry.Step == RestoreStep.Nothing)
            {
                Complete(entry, Existing(entry));
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

        using var limiter = new RetrievalRateLimiter(_options.MaxBytesPerHour, _options.Time, _planner.Recent);
        await WaitForAllAsync([
            StartJobsAsync(new JobStarter(_glacier, _options, limiter, _report.Note)),
            _watch.RunAsync(Forward, _ended.Token),
            .. Enumerable.Range(0, _options.ThrottleLimit).Select(_ => Task.Run(DownloadReadyAsync)),
        ]);
    }

    public void Dispose()
    {
        _ready.Dispose();
        _ended.Dispose();
    }

    /// <summary>Passes an entry on to what has to be done next, by the state of its job.</summary>
    private void Forward(RestoreEntry entry)
    {
        if (entry.Job is null && entry.Started >= MaxJobsPerArchive)
        {
            Fail(
                entry,
                new GlacierTransferException(
                    "JobsGone",
                    $"The outputs of {entry.Started} jobs for the archive {entry.Item.ArchiveId} expired before it "
                        + "could be downloaded. Restore fewer archives at once, or over a faster connection."
                )
            );
        }
        else if (entry.Job is null)
        {
            _toStart.Writer.TryWrite(entry);
        }
        else if (!entry.Job.Completed)
        {
            _watch.Add(entry);
        }
        else if (entry.Job.StatusCode == JobStatus.Succeeded)
        {
            _ready.Add(entry);
        }
        else
        {
            Fail(
                entry,
                new GlacierTransferException(
                    "JobFailed",
                    $"The job {entry.Job.JobId} for the archive {entry.Item.ArchiveId} failed: "
                        + $"{entry.Job.StatusMessage}. Run the same command again to start another."
                )
            );
        }
    }

    private void MakeFolder(RestoreEntry entry)
    {
        string path = entry.Target!.Path;
        bool wasThere = Directory.Exists(path);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(entry, error);
            return;
        }

        Complete(
            entry,
            Restored(entry, path, size: 0, hash: "") with
            {
                IsFolder = true,
                Verified = true,
                WasThere = wasThere,
            }
        );
    }

    private void Complete(RestoreEntry entry, RestoredArchive archive)
    {
        _report.Restored(archive);
        foreach (RestoreItem duplicate in entry.Duplicates)
        {
            _report.Restored(
                archive with
                {
                    ArchiveId = duplicate.ArchiveId,
                    JobId = null,
                    SameAs = entry.Item.ArchiveId,
                }
            );
        }

        CountEnd();
    }

    private void Fail(RestoreEntry entry, Exception error)
    {
        _report.Failed(entry.Item, error);
        foreach (RestoreItem duplicate in entry.Duplicates)
        {
            _report.Failed(duplicate, error);
        }

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
                }
                catch (ResourceNotFoundException error) when (entry.Duplicates is [var next, .. var others])
                {
                    // Another archive has the same content under the same name, and takes this one's place.
                    _report.Failed(entry.Item, error);
                    entry.Item = entry.Item with { ArchiveId = next.ArchiveId };
                    entry.Duplicates = others;
                    entry.Started = 0;
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
                    await DownloadAsync(entry, job);
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
            catch (Exception error) when (!_ended.IsCancellationRequested)
            {
                Fail(entry, error);
            }
        }
    }

    private async Task DownloadAsync(RestoreEntry entry, JobDescription job)
    {
        var download = new JobOutputDownload(
            _glacier,
            _options.Download with
            {
                Progress = _options.Progress?.Invoke(),
            }
        );
        await DescribeAsync(entry, job, download);
        if (entry.Error is null && entry.Item.IsFolder)
        {
            MakeFolder(entry);
            return;
        }

        if (entry.Error is not null || await _planner.IsThereAsync(entry, _ended.Token))
        {
            if (entry.Error is not null)
            {
                Fail(entry, entry.Error);
            }
            else
            {
                Complete(entry, Existing(entry));
            }

            return;
        }

        SavedOutput saved = await download.SaveAsync(
            Comparable(entry.Item, job),
            entry.Target!.Path,
            entry.Item.ModifiedTime,
            _ended.Token
        );
        Complete(
            entry,
            Restored(entry, saved.Path, saved.SizeInBytes, saved.SHA256TreeHash.ToString()) with
            {
                Verified = saved.Verified,
                JobId = job.JobId,
            }
        );
    }

    /// <summary>
    /// The job with the tree hash that the list has, where the service does not tell one: the download compares it
    /// before the file gets its name.
    /// </summary>
    /// <exception cref="GlacierTransferException">The service tells another one.</exception>
    private static JobDescription Comparable(RestoreItem item, JobDescription job)
    {
        string? reported = job.SHA256TreeHash ?? job.ArchiveSHA256TreeHash;
        return item.SHA256TreeHash is null || item.SHA256TreeHash == reported ? job
            : reported is null ? job with { SHA256TreeHash = item.SHA256TreeHash }
            : throw new GlacierTransferException(
                "TreeHashMismatch",
                $"The archive {item.ArchiveId} has the tree hash {reported} at the service, and {item.SHA256TreeHash} "
                    + "in the list that it was chosen from: it is not the archive that was meant, or the list is wrong. "
                    + "Nothing was downloaded. Bring the list up to date with Update-GlacierCatalog, and restore again."
            );
    }

    /// <summary>Fills in from the job and its output what the list did not say.</summary>
    private async Task DescribeAsync(RestoreEntry entry, JobDescription job, JobOutputDownload download)
    {
        if (entry.Target is null)
        {
            ArchiveName name = ArchiveDescription.Read(await download.FindDescriptionAsync(job, _ended.Token));
            entry.Item = entry.Item with
            {
                Name = name.Name,
                ModifiedTime = entry.Item.ModifiedTime ?? name.ModifiedTime,
                WrittenBy = name.WrittenBy,
                OriginalSize = name.OriginalSize,
                SizeInBytes = entry.Item.SizeInBytes ?? job.ArchiveSizeInBytes,
                SHA256TreeHash = entry.Item.SHA256TreeHash ?? job.ArchiveSHA256TreeHash,
            };
            RetrievalJobs.Assign(entry, _targets);
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
    }

    private static RestoredArchive Existing(RestoreEntry entry)
    {
        string hash = entry.Item.SHA256TreeHash ?? entry.Job?.ArchiveSHA256TreeHash ?? "";
        return Restored(entry, entry.Target!.Path, new FileInfo(entry.Target.Path).Length, hash) with
        {
            Verified = true,
            WasThere = true,
        };
    }

    private static RestoredArchive Restored(RestoreEntry entry, string path, long size, string hash) =>
        new()
        {
            VaultName = entry.Item.VaultName,
            ArchiveId = entry.Item.ArchiveId,
            Name = entry.Item.Name ?? "",
            ModifiedTime = entry.Item.ModifiedTime,
            WrittenBy = entry.Item.WrittenBy,
            OriginalSize = entry.Item.OriginalSize,
            Path = path,
            SizeInBytes = size,
            SHA256TreeHash = hash,
            Verified = false,
            RenamedBecause = entry.Target!.Reason,
        };
}
