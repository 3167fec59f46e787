using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer.Download;

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
    /// <exception cref="GlacierInputException">The target exists or cannot be one, or the job has no output; nothing
    /// was fetched.</exception>
    /// <exception cref="GlacierServiceException">The service refused, and nothing was fetched.</exception>
    /// <exception cref="DownloadIncompleteException">It stopped before its end; the inner exception is the
    /// cause.</exception>
    /// <exception cref="GlacierTransferException">The disk is full or cannot be written, the target is read-only, or
    /// the output stays damaged.</exception>
    public async Task<SavedOutput> SaveAsync(
        JobDescription job,
        string targetPath,
        DateTime? lastWriteTime,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        string target = Path.GetFullPath(targetPath);
        bool mayBeWhole = MayBeWhole(target);
        if (!mayBeWhole)
        {
            CheckTarget(target);
        }

        FinishedJob finished = await FinishedJob.FromAsync(glacier, job, cancellationToken);
        if (mayBeWhole && await FindWholeAsync(finished, target, cancellationToken) is { } whole)
        {
            return whole;
        }

        CheckTarget(target);
        var plan = PartPlan.For(finished.Size, _options.RangeSize);
        using IDisposable? turn =
            _options.Budget is { } budget && !plan.IsSingle ? await budget.EnterFileAsync(cancellationToken) : null;
        using PartialFile file = PartialFile.Open(target, finished.Size);
        var progress = new ProgressAggregator(_options.Progress, finished.Size, plan.Count);
        using DownloadRecord? record = DownloadRecord.Begin(
            _options,
            job,
            target,
            finished.Size,
            lastWriteTime,
            progress.Warn
        );
        try
        {
            DownloadState state = file.Begin(
                new DownloadState(finished.Source, finished.Size, plan.PartSize, finished.TreeHash?.ToString())
            );
            if (state.RangeSize != plan.PartSize)
            {
                plan = PartPlan.For(finished.Size, state.RangeSize);
                progress = new ProgressAggregator(_options.Progress, finished.Size, plan.Count);
            }

            var source = new RenewableJob(glacier, job, finished, progress, _options);
            var run = new DownloadRun(glacier, _options, source, plan, file, target, progress);
            SavedOutput saved = await run.SaveAsync(lastWriteTime, cancellationToken);
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
    /// <exception cref="DownloadIncompleteException">It stopped before its end; the inner exception is the
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
            job = await JobRenewal.RunAsync(
                glacier,
                download.JobId,
                new ArchiveRetrievalRequest
                {
                    VaultName = download.VaultName,
                    ArchiveId = download.ArchiveId,
                    Range = download.Range,
                    Tier = download.Tier,
                },
                new ProgressAggregator(_options.Progress, download.SizeInBytes, partsTotal: null),
                _options,
                cancellationToken
            );
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

    /// <summary>
    /// Whether an earlier call may have been stopped when the file had its name already. Where bytes stand beside it a
    /// later call was at it, and is gone on with.
    /// </summary>
    private bool MayBeWhole(string target)
    {
        var files = new DownloadFiles(target);
        return File.Exists(target)
            && !File.Exists(files.Partial)
            && (files.HasJournalOfFinished() || DownloadJournal.FindRecord(_options.JournalFolder, target) is not null);
    }

    /// <summary>The file that such a call has made; null unless it is this output, byte for byte.</summary>
    private async Task<SavedOutput?> FindWholeAsync(FinishedJob job, string target, CancellationToken cancellationToken)
    {
        if (job.TreeHash is not { } expected || new FileInfo(target).Length != job.Size)
        {
            return null;
        }

        try
        {
            using var stream = new FileStream(target, FileMode.Open, FileAccess.Read);
            if (await FileHashing.TreeHashOfAsync(stream, cancellationToken: cancellationToken) != expected)
            {
                return null;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in the way as any other file.
            return null;
        }

        DownloadJournal.ForgetFinished(_options.JournalFolder, target);
        var progress = new ProgressAggregator(_options.Progress, job.Size, partsTotal: null);
        progress.Moved(job.Size);
        progress.Note($"'{target}' was complete already: an earlier call was stopped at its very end.");
        return new SavedOutput
        {
            Path = target,
            SizeInBytes = job.Size,
            SHA256TreeHash = expected,
            Verified = true,
            BytesResumed = job.Size,
        };
    }

    private void CheckTarget(string target)
    {
        if (Directory.Exists(target))
        {
            throw new GlacierInputException("TargetIsFolder", $"'{target}' is a folder; name a file in it.");
        }

        if (OwnNames.IsOn(target))
        {
            throw new GlacierInputException(
                "TargetNameReserved",
                $"'{target}' has the name of a file that a download stores beside its target. Choose another name."
            );
        }

        RegularFile.CheckTarget(target);
        if (_options.Overwrite && DownloadFiles.FindReadOnly(target) is { } readOnly)
        {
            throw readOnly;
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
