using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Copy;

/// <summary>
/// One run over the windows of a vault. Jobs are started in the order of the archives' creation, ahead of what is moved
/// by as much as can be moved before outputs end; each archive then waits for its job, is moved, and is reported. When
/// all of a window have ended, what is still open on their keys is aborted.
/// </summary>
internal sealed class CopyRun : IDisposable
{
    // A job whose output has expired is started again at most so many times: each retrieval is paid for.
    private const int MaxJobsPerArchive = 3;

    private readonly IBucket _bucket;
    private readonly CopyOptions _options;
    private readonly RestoreOptions _jobs;
    private readonly KeyTable _keys;
    private readonly CopyReport _report;
    private readonly CancellationToken _cancellationToken;
    private readonly SemaphoreSlim _starts;
    private readonly SemaphoreSlim _moves;
    private readonly SemaphoreSlim _parts;
    private readonly StagingLimit _staging;
    private readonly RetrievalRateLimiter _limiter;
    private readonly JobStarter _starter;
    private readonly JobWaiter _waiter;
    private readonly ArchiveMove _move;
    private readonly List<Task> _windows = [];

    public CopyRun(
        IGlacier glacier,
        IBucket bucket,
        CopyOptions options,
        RestoreOptions jobs,
        KeyTable keys,
        CopyReport report,
        CancellationToken cancellationToken
    )
    {
        (_bucket, _options, _jobs, _keys, _report, _cancellationToken) = (
            bucket,
            options,
            jobs,
            keys,
            report,
            cancellationToken
        );
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
            cancellationToken
        );
        _move = new ArchiveMove(glacier, bucket, options, _parts, report.Note);
    }

    /// <summary>The jobs that are waited for, in one line; null if none are.</summary>
    public string? Describe() => _waiter.Describe();

    /// <summary>Begins a window; returns when all its jobs are started.</summary>
    public async Task StartAsync(IReadOnlyList<CopyTarget> targets, Dictionary<string, JobDescription> jobs)
    {
        var running = new List<Task>();
        foreach (CopyTarget target in targets)
        {
            if (target.Error is { } error)
            {
                _report.Failed(target.Archive, error);
            }
            else if (target.There is { } found)
            {
                _report.Copied(Describe(target, found, null));
            }
            else
            {
                await _staging.WaitAsync(target.Archive.SizeInBytes, _cancellationToken);
                await _starts.WaitAsync(_cancellationToken);
                running.Add(CopyAsync(target, jobs.GetValueOrDefault(target.Archive.ArchiveId)));
            }
        }

        _windows.RemoveAll(window => window.IsCompletedSuccessfully);
        _windows.Add(EndWindowAsync(targets, running));
    }

    /// <summary>Waits until all windows have ended.</summary>
    public Task EndAsync() => Task.WhenAll(_windows);

    public void Dispose()
    {
        _starts.Dispose();
        _moves.Dispose();
        _parts.Dispose();
        _limiter.Dispose();
    }

    private async Task CopyAsync(CopyTarget target, JobDescription? job)
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
                            $"The outputs of {MaxJobsPerArchive} jobs for the archive {archive.ArchiveId} expired "
                                + "before it could be moved. Copy fewer archives at once, or over a faster connection."
                        );
                    }

                    job = await _starter.StartAsync(RestoreItem.Of(archive), _cancellationToken);
                }

                Started();
                job = await WaitAsync(archive, job);
                if (job is null)
                {
                    continue;
                }

                if (await MoveAsync(target, job) is { } found)
                {
                    moved = true;
                    _report.Copied(Describe(target, found, job));
                    return;
                }

                job = null;
            }
        }
        catch (Exception error) when (!_cancellationToken.IsCancellationRequested)
        {
            _report.Failed(archive, error);
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
    private async Task<BucketObject?> MoveAsync(CopyTarget target, JobDescription job)
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
            return await _move.RunAsync(target.Archive, target.Key!, job, _cancellationToken)
                ?? throw KeyTable.Taken(target.Archive, target.Key!);
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

    private async Task EndWindowAsync(IReadOnlyList<CopyTarget> targets, List<Task> running)
    {
        await Task.WhenAll(running);
        _cancellationToken.ThrowIfCancellationRequested();
        HashSet<string> keys = [.. targets.Select(target => target.Key).OfType<string>()];
        await foreach ((string key, string uploadId) in _bucket.ListUploadsAsync(_options.Prefix, _cancellationToken))
        {
            if (keys.Contains(key))
            {
                await _bucket.AbortUploadAsync(key, uploadId, _cancellationToken);
                _report.Note($"An upload that was left open on '{key}' is aborted.");
            }
        }

        foreach (string key in keys)
        {
            _keys.Release(key);
        }
    }

    private CopiedArchive Describe(CopyTarget target, BucketObject found, JobDescription? job) =>
        new()
        {
            VaultName = target.Archive.VaultName,
            ArchiveId = target.Archive.ArchiveId,
            Name = target.Archive.Name,
            Bucket = _bucket.Name,
            Key = found.Key,
            SizeInBytes = found.SizeInBytes,
            SHA256TreeHash = target.Archive.SHA256TreeHash,
            ChecksumSHA256 = found.ChecksumSHA256,
            StorageClass = found.StorageClass,
            Verified = target.Archive.SHA256TreeHash is not null,
            JobId = job?.JobId,
            WasThere = job is null,
            RenamedBecause = target.Reason,
        };
}
