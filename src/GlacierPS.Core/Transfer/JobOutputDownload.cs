using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Saves the output of a finished job as a file: several ranges at once, each checked by itself and fetched again if it
/// is cut off or damaged, and the whole verified by its tree hash before the file gets its name (glacier-api.md §6.7).
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">How to fetch.</param>
public sealed class JobOutputDownload(IGlacier glacier, DownloadOptions? options = null)
{
    private readonly DownloadOptions _options = (options ?? new DownloadOptions()).Check();

    /// <summary>
    /// Saves an output, archive or inventory. What comes goes to <c>target.glacier-partial</c>; if the download stops,
    /// the same call continues there, in this process or another, also with a later job on the same archive.
    /// </summary>
    /// <param name="job">The job as the service described it; looked up again if it was still running then.</param>
    /// <param name="targetPath">
    /// The file; missing folders are made. Names from a vault must go through <see cref="Naming.TargetPath"/> first.
    /// </param>
    /// <param name="lastWriteTime">Set as the file's time (UTC, or local by its kind); null leaves it.</param>
    /// <param name="cancellationToken">Stops it; what was fetched is kept.</param>
    /// <exception cref="GlacierInputException">The target exists, or the job has no output; nothing was
    /// fetched.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and nothing was fetched.</exception>
    /// <exception cref="DownloadIncompleteException">It stopped in its midst; the inner exception is the
    /// cause.</exception>
    /// <exception cref="GlacierTransferException">The disk is full or cannot be written, or the output stays
    /// damaged.</exception>
    public async Task<SavedOutput> SaveAsync(
        JobDescription job,
        string targetPath,
        DateTime? lastWriteTime,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        string target = Path.GetFullPath(targetPath);
        RefuseExisting(target);
        FinishedJob finished = await FinishedJob.FromAsync(glacier, job, cancellationToken);
        PartPlan plan = PartPlan.For(finished.Size, _options.RangeSize);
        using PartialFile file = PartialFile.Open(target, finished.Size);
        var tally = new ProgressTally(_options.Progress, finished.Size, plan.Count);
        using DownloadRecord? record = DownloadRecord.Begin(
            _options,
            job,
            target,
            finished.Size,
            lastWriteTime,
            tally.Note
        );
        try
        {
            BegunDownload begun = file.Begin(
                new BegunDownload(finished.Source, finished.Size, plan.PartSize, finished.TreeHash?.ToString())
            );
            if (begun.RangeSize != plan.PartSize)
            {
                plan = PartPlan.For(finished.Size, begun.RangeSize);
                tally = new ProgressTally(_options.Progress, finished.Size, plan.Count);
            }

            SavedOutput saved = await FetchAsync(
                new Restageable(glacier, job, finished, tally, _options.Restage),
                plan,
                file,
                target,
                lastWriteTime,
                tally,
                cancellationToken
            );
            record?.Finish();
            return saved;
        }
        catch (Exception error)
            when (error is not (OperationCanceledException or GlacierTransferException) && file.Stored > 0)
        {
            throw new DownloadIncompleteException(target, finished.Size, file.Stored, error);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or TimeoutException)
        {
            throw new GlacierConnectionException(
                null,
                $"'{target}' was not downloaded: {error.Message} Check the connection and call again.",
                error
            );
        }
        finally
        {
            if (file.DiscardIfEmpty())
            {
                record?.Finish();
            }
        }
    }

    /// <summary>
    /// Goes on with a download that is recorded, if need be and allowed with another job on the same archive.
    /// </summary>
    /// <param name="download">What <see cref="DownloadJournal"/> says of it.</param>
    /// <param name="cancellationToken">Stops it; what was fetched is kept.</param>
    /// <exception cref="ResourceNotFoundException">The job is no more, and <see cref="DownloadOptions.Restage"/> is not
    /// given.</exception>
    /// <exception cref="DownloadIncompleteException">It stopped in its midst; the inner exception is the
    /// cause.</exception>
    public async Task<SavedOutput> ResumeAsync(UnfinishedDownload download, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(download);
        JobDescription job;
        try
        {
            job = await glacier.DescribeJobAsync(download.VaultName, download.JobId, cancellationToken);
        }
        catch (ResourceNotFoundException) when (_options.Restage && download.ArchiveId is not null)
        {
            var tally = new ProgressTally(_options.Progress, download.SizeInBytes, partsTotal: null);
            job = await new JobRestage(glacier, tally).RunAsync(download, cancellationToken);
        }

        return await SaveAsync(job, download.Path, download.LastWriteTime, cancellationToken);
    }

    /// <summary>
    /// The description of the archive that a job retrieves, as its output carries it; null if it has none. Costs one
    /// request for one byte.
    /// </summary>
    /// <exception cref="GlacierInputException">The job has no output, or none yet.</exception>
    /// <exception cref="GlacierServiceException">The service refused.</exception>
    public async Task<string?> FindDescriptionAsync(JobDescription job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        FinishedJob finished = await FinishedJob.FromAsync(glacier, job, cancellationToken);
        using JobOutput output = await glacier.GetJobOutputAsync(
            new JobOutputRequest(finished.VaultName, finished.JobId, new ByteRange(0, 0)),
            cancellationToken
        );
        return output.ArchiveDescription;
    }

    private async Task<SavedOutput> FetchAsync(
        Restageable source,
        PartPlan plan,
        PartialFile file,
        string target,
        DateTime? lastWriteTime,
        ProgressTally tally,
        CancellationToken cancellationToken
    )
    {
        FinishedJob job = source.Job;
        var fetch = new RangeFetch(glacier, _options, file, tally);
        var digests = new Sha256Digest?[plan.Count];
        long resumed = await KeepStoredAsync(plan, file, digests, tally, cancellationToken);
        var confirmed = new bool[plan.Count];
        Sha256Digest whole = await FetchMissingAsync(
            source,
            plan,
            fetch,
            file,
            digests,
            confirmed,
            tally,
            cancellationToken
        );
        if (job.TreeHash is { } expected && whole != expected && confirmed.Contains(false))
        {
            // Ranges that came without a hash of their own, or by an earlier call, are the only ones to doubt.
            tally.Note(
                "The whole does not match its tree hash; the ranges that had none of their own are fetched again."
            );
            for (int part = 0; part < plan.Count; part++)
            {
                if (!confirmed[part])
                {
                    digests[part] = null;
                    tally.PartUndone(plan[part].Length);
                }
            }

            resumed = 0;
            whole = await FetchMissingAsync(source, plan, fetch, file, digests, confirmed, tally, cancellationToken);
        }

        if (job.TreeHash is { } told && whole != told)
        {
            file.Forget();
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"What came for '{target}' has tree hash {whole}, but the job says {told}; fetching it again did "
                    + "not help. It is "
                    + "not kept. Look the job up again, or start another."
            );
        }

        file.Finish(lastWriteTime, _options.Overwrite);
        return new SavedOutput
        {
            Path = target,
            SizeInBytes = job.Size,
            SHA256TreeHash = whole,
            Verified = job.TreeHash is not null,
            ArchiveDescription = fetch.ArchiveDescription,
            BytesResumed = resumed,
            RangesRepeated = fetch.Repeated,
        };
    }

    /// <summary>Fetches the ranges that have no digest yet, and gives the tree hash over all.</summary>
    private async Task<Sha256Digest> FetchMissingAsync(
        Restageable source,
        PartPlan plan,
        RangeFetch fetch,
        PartialFile file,
        Sha256Digest?[] digests,
        bool[] confirmed,
        ProgressTally tally,
        CancellationToken cancellationToken
    )
    {
        await source.WhileKeptAsync(
            job =>
                EachAsync(
                    plan,
                    digests,
                    async (part, token) =>
                    {
                        (Sha256Digest treeHash, confirmed[part]) = await fetch.FetchAsync(job, plan[part], token);
                        file.Keep(FinishedRange.Of(plan[part], treeHash), plan[part].Length, isNew: true);
                        digests[part] = treeHash;
                        tally.PartDone();
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        return TreeHash.Combine([.. digests.Select(digest => digest!.Value)]);
    }

    /// <summary>
    /// Takes over what earlier calls have stored, as far as the bytes on the disk are still those that came.
    /// </summary>
    private async Task<long> KeepStoredAsync(
        PartPlan plan,
        PartialFile file,
        Sha256Digest?[] digests,
        ProgressTally tally,
        CancellationToken cancellationToken
    )
    {
        var recorded = new Dictionary<ByteRange, FinishedRange>();
        foreach (FinishedRange done in file.Recorded)
        {
            if (ByteRange.TryParse(done.Range, out ByteRange range) && range.Last < file.Length)
            {
                recorded[range] = done;
            }
        }

        if (recorded.Count == 0)
        {
            return 0;
        }

        await EachAsync(
            plan,
            digests,
            async (part, token) =>
            {
                ByteRange range = plan[part];
                if (!recorded.TryGetValue(range, out FinishedRange? done))
                {
                    return;
                }

                Sha256Digest treeHash = await file.TreeHashAsync(range, token);
                if (treeHash.ToString() == done.TreeHash)
                {
                    digests[part] = treeHash;
                    file.Keep(done, range.Length, isNew: false);
                    tally.Moved(range.Length);
                    tally.PartDone();
                }
            },
            cancellationToken
        );
        tally.Note($"Continuing the download: {file.Stored:N0} of {plan.ArchiveSize:N0} bytes are there.");
        return file.Stored;
    }

    /// <summary>Does something for every range that has no digest yet, several at once.</summary>
    private async Task EachAsync(
        PartPlan plan,
        Sha256Digest?[] digests,
        Func<int, CancellationToken, ValueTask> act,
        CancellationToken cancellationToken
    )
    {
        int[] missing = [.. Enumerable.Range(0, plan.Count).Where(part => digests[part] is null)];
        int atOnce = Math.Min(missing.Length, _options.ThrottleLimit);
        using BlockingThreads? threads = atOnce > 1 && _options.Rate is null ? new BlockingThreads(atOnce) : null;
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _options.ThrottleLimit,
                CancellationToken = cancellationToken,
                TaskScheduler = threads ?? TaskScheduler.Current,
            },
            act
        );
    }

    private void RefuseExisting(string target)
    {
        if (Directory.Exists(target))
        {
            throw new GlacierInputException("TargetIsFolder", $"'{target}' is a folder; name a file in it.");
        }

        if (!_options.Overwrite && File.Exists(target))
        {
            throw new GlacierInputException(
                "TargetExists",
                $"'{target}' is there already. Name another file, or allow it to be overwritten."
            );
        }
    }
}
