using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Copy;

/// <summary>
/// One run over the windows of a vault. Jobs are started in the order of the archives' creation, ahead of what is moved
/// by as much as can be moved before outputs end; each archive then waits for its job, is moved, and is reported. When
/// all of a window have ended, what is still open on their keys is aborted, and its manifest is written.
/// </summary>
internal sealed partial class CopyRun : IAsyncDisposable
{
    // A job whose output has expired is started again at most so many times: each retrieval is paid for.
    private const int MaxJobsPerArchive = 3;

    private readonly IBucket _bucket;
    private readonly CopyOptions _options;
    private readonly RestoreOptions _jobs;
    private readonly KeyTable _keys;
    private readonly CopyManifests _manifests;
    private readonly CopyBundles _bundles;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, ManifestEntry> _proven = new(StringComparer.Ordinal);
    private readonly CopyReport _report;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _cancellationToken;
    private readonly SemaphoreSlim _starts;
    private readonly SemaphoreSlim _moves;
    private readonly SemaphoreSlim _parts;
    private readonly StagingLimit _staging;
    private readonly RetrievalRateLimiter _limiter;
    private readonly JobStarter _starter;
    private readonly JobWaiter _waiter;
    private readonly ArchiveMove _move;
    private readonly OpenedUploads _opened;
    private readonly List<Task> _windows = [];
    private readonly List<Task> _running = [];

    public CopyRun(
        IGlacier glacier,
        IBucket bucket,
        CopyOptions options,
        RestoreOptions jobs,
        KeyTable keys,
        CopyManifests manifests,
        CopyBundles bundles,
        string folder,
        CopyReport report,
        CancellationToken cancellationToken
    )
    {
        (_bucket, _options, _jobs, _keys, _manifests, _report) = (bucket, options, jobs, keys, manifests, report);
        (_bundles, _folder) = (bundles, folder);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _cancellationToken = _stop.Token;
        _starts = new SemaphoreSlim(options.ThrottleLimit);
        _moves = new SemaphoreSlim(options.ThrottleLimit);
        _parts = new SemaphoreSlim(options.ThrottleLimit);
        _staging = new StagingLimit(options.StagedBytes, options.Time);
        _limiter = new RetrievalRateLimiter(options.MaxBytesPerHour, options.Time, []);
        _starter = new JobStarter(
            glacier,
            jobs,
            _limiter,
            new RestoreReport(_ => { }, (_, _) => { }, _ => { }, report.Note, report.Passing)
        );
        _waiter = new JobWaiter(
            glacier,
            new JobWaitOptions { ThrottleLimit = options.ThrottleLimit, Time = options.Time },
            report.Passing,
            report.Note,
            _cancellationToken
        );
        _opened = new OpenedUploads(folder, bucket.Name);
        _move = new ArchiveMove(glacier, bucket, options, _parts, _opened, report.Note);
    }

    /// <summary>The jobs that are waited for, in one line; null if none are.</summary>
    public string? Describe() => _waiter.Describe();

    /// <summary>Begins a window; returns when all its jobs are started.</summary>
    public async Task StartAsync(
        CopyWork work,
        IReadOnlyList<CopyTarget> targets,
        Dictionary<string, JobDescription> jobs
    )
    {
        var running = new List<Task>();
        _running.RemoveAll(task => task.IsCompleted);
        Dictionary<CopyTarget, Bundle> bundles = Bundled(targets);
        foreach (
            ObjectToRetain kept in ObjectToRetain.Of(
                targets,
                _bundles.Found,
                _options.Retention,
                _options.Time.GetUtcNow().UtcDateTime
            )
        )
        {
            Follow(running, RetainAsync(kept));
        }

        foreach (CopyTarget target in targets)
        {
            if (target.Error is { } error)
            {
                Fail(work, target.Archive, error);
            }
            else if (target.There is { } found)
            {
                Proven(work, target, found, null);
            }
            else
            {
                Bundle? bundle = bundles.GetValueOrDefault(target);
                bundle?.Begin(_spools, _cancellationToken);
                await _staging.WaitAsync(target.Archive.SizeInBytes, _cancellationToken);
                await _starts.WaitAsync(_cancellationToken);
                Task copy = CopyAsync(work, target, bundle, jobs.GetValueOrDefault(target.Archive.ArchiveId));
                Follow(running, copy);
                if (bundle?.Add(copy) == true)
                {
                    Follow(running, EndAsync(work, bundle));
                }
            }
        }

        _windows.RemoveAll(ended => ended.IsCompletedSuccessfully);
        _windows.Add(EndWindowAsync(work, targets, running));
    }

    /// <summary>Waits until all windows have ended.</summary>
    public Task EndAsync() => Task.WhenAll(_windows);

    /// <summary>
    /// Stops what still runs, and waits for its end: a job that is being started as the run ends would be started again
    /// by the next run, which lists the jobs before.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (Task task in _running.Concat(_windows))
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        _starts.Dispose();
        _moves.Dispose();
        _parts.Dispose();
        _spools.Dispose();
        _filled.ForEach(bundle => bundle.Dispose());
        _move.Dispose();
        _opened.Dispose();
        _limiter.Dispose();
    }

    /// <summary>Keeps a copy that was there from deletion, as those that are stored now.</summary>
    private async Task RetainAsync(ObjectToRetain kept)
    {
        await _parts.WaitAsync(_cancellationToken);
        try
        {
            await _bucket.RetainAsync(
                kept.Object.Key,
                new ObjectRetention(_options.Retention!.Mode, kept.Until),
                _cancellationToken
            );
            _report.Note($"The object '{kept.Object.Key}' is kept until {ShownTime.ToMinute(kept.Until)}.");
        }
        finally
        {
            _parts.Release();
        }
    }

    private async Task CopyAsync(CopyWork work, CopyTarget target, Bundle? bundle, JobDescription? job)
    {
        CatalogArchive archive = target.Archive;
        bool isStarting = true,
            moved = false;
        void Started()
        {
            if (isStarting)
            {
                isStarting = false;
                _starts.Release();
            }
        }

        try
        {
            for (int started = 0; ; )
            {
                if (job is null)
                {
                    if (started++ == MaxJobsPerArchive)
                    {
                        throw new GlacierTransferException(
                            "JobsGone",
                            $"The outputs of {Quantity.Of(MaxJobsPerArchive, "job")} for the archive "
                                + $"{archive.ArchiveId} expired before it could be moved. Copy fewer archives at "
                                + "once, or over a faster connection."
                        );
                    }

                    job = await _starter.StartAsync(RestoreItem.Of(archive), _cancellationToken);
                }

                Started();
                job = job is null ? null : await WaitAsync(archive, job);
                if (job is null)
                {
                    continue;
                }

                if (bundle is not null)
                {
                    await bundle.Turn;
                    moved = await AddAsync(bundle, target, job);
                }
                else if (await MoveAsync(target, job) is { } found)
                {
                    moved = true;
                    Proven(work, target, CopyManifests.Entry(archive, found), job);
                }

                if (moved)
                {
                    return;
                }

                job = null;
            }
        }
        catch (Exception error) when (!_cancellationToken.IsCancellationRequested)
        {
            Fail(work, archive, error);
        }
        finally
        {
            Started();
            _staging.End(archive.SizeInBytes, moved);
        }
    }

    /// <summary>The job, succeeded; null if it is gone and another has to be started.</summary>
    private async Task<JobDescription?> WaitAsync(CatalogArchive archive, JobDescription job)
    {
        try
        {
            job = await _waiter.WaitAsync(archive.VaultName, job.JobId, archive.Name, job);
        }
        catch (ResourceNotFoundException)
        {
            _report.Note($"The job {job.JobId} is gone; another is started for the archive {archive.ArchiveId}.");
            return null;
        }

        return job.StatusCode == JobStatus.Succeeded
            ? job
            : throw new GlacierTransferException(
                "JobFailed",
                $"The job {job.JobId} for the archive {archive.ArchiveId} failed: {job.StatusMessage}. Run the same "
                    + "command again to start another."
            );
    }

    /// <summary>The object; null if the output is gone and another job has to be started.</summary>
    private Task<BucketObject?> MoveAsync(CopyTarget target, JobDescription job) =>
        UseAsync(
            job,
            async () =>
                await _move.RunAsync(target.Archive, target.Key!, job, _cancellationToken)
                ?? throw KeyTable.Taken(target.Archive, target.Key!)
        );

    /// <summary>What is made of a job's output; null if it is gone and another job has to be started.</summary>
    private async Task<T?> UseAsync<T>(JobDescription job, Func<Task<T>> use)
        where T : class
    {
        await _moves.WaitAsync(_cancellationToken);
        try
        {
            if (!RetrievalJobs.Lasts(job, _jobs))
            {
                _report.Note($"The output of job {job.JobId} is about to expire; another is started.");
                return null;
            }

            _staging.Begin();
            return await use();
        }
        catch (ResourceNotFoundException)
        {
            _report.Note($"The output of job {job.JobId} is gone; another is started.");
            return null;
        }
        finally
        {
            _moves.Release();
        }
    }

    private void Fail(CopyWork work, CatalogArchive archive, Exception error)
    {
        if (work.Fail(archive, error))
        {
            _report.Failed(archive, error);
        }
    }

    private void Follow(List<Task> running, Task task)
    {
        running.Add(task);
        _running.Add(task);
    }

    private void Proven(CopyWork work, CopyTarget target, ManifestEntry entry, JobDescription? job)
    {
        work.Add(target.Archive);
        _proven[target.Archive.ArchiveId] = entry;
        _report.Proven(entry, job is not null);
        _report.Copied(Describe(target, entry, job));
    }

    private CopiedArchive Describe(CopyTarget target, ManifestEntry entry, JobDescription? job) =>
        new()
        {
            VaultName = target.Archive.VaultName,
            ArchiveId = target.Archive.ArchiveId,
            Name = target.Archive.Name,
            Bucket = _bucket.Name,
            Key = entry.Key,
            Offset = entry.Offset,
            SizeInBytes = entry.SizeInBytes,
            SHA256TreeHash = target.Archive.SHA256TreeHash,
            ChecksumSHA256 = entry.ChecksumSHA256,
            StorageClass = entry.StorageClass,
            Verified = target.Archive.SHA256TreeHash is not null,
            JobId = job?.JobId,
            WasThere = job is null,
            RenamedBecause = entry.Offset is null ? target.Reason : null,
        };
}
