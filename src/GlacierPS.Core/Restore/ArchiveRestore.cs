using System.Threading.Channels;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Restore;

/// <summary>
/// From archives to files: starts jobs or uses those that are there, waits, and fetches each as it is ready. It keeps
/// no record of its own. The service lists the jobs, and the folder holds the files and what was fetched of them, so
/// that it can be stopped and run again at any point without a job being paid for twice.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="options">Where to, and how.</param>
/// <param name="note">Told what is worth knowing and is no error, from any thread.</param>
public sealed class ArchiveRestore(IGlacier glacier, RestoreOptions options, Action<string>? note = null)
{
    // A job that is gone is started anew, but not for ever.
    private const int MostJobs = 3;

    private readonly RestorePlanner _planner = new(glacier, options);
    private readonly RestoreTargets _targets = new(options.Folder);
    private readonly Action<string> _note = note ?? (_ => { });

    /// <summary>
    /// Finds out what there is to do. Costs nothing: lists of jobs, and files that are there are read.
    /// </summary>
    public Task<RestorePlan> PlanAsync(IReadOnlyCollection<RestoreItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _planner.PlanAsync(items, _targets, cancellationToken);
    }

    /// <summary>Does it.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> of this object gave.</param>
    /// <param name="restored">Told each file that is there, from any thread.</param>
    /// <param name="failed">Told each archive that could not be restored, from any thread; the others go on.</param>
    /// <param name="cancellationToken">Stops it; jobs go on at the service, and what was fetched is kept.</param>
    public async Task RunAsync(
        RestorePlan plan,
        Action<RestoredArchive> restored,
        Action<RestoreItem, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var ready = new ReadyQueue();
        var toStart = Channel.CreateUnbounded<RestoreEntry>();
        var watch = new JobWatch(glacier, options);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int left = plan.Entries.Count;

        void End(RestoreEntry entry, RestoredArchive? archive, Exception? error)
        {
            if (archive is not null)
            {
                restored(archive);
            }
            else
            {
                failed(entry.Item, error!);
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                toStart.Writer.TryComplete();
                ready.End();
                done.Cancel();
            }
        }

        void Take(RestoreEntry entry)
        {
            if (entry.Job is null && entry.Started >= MostJobs)
            {
                End(
                    entry,
                    null,
                    new GlacierTransferException(
                        "JobsGone",
                        $"{entry.Started} jobs for the archive {entry.Item.ArchiveId} were gone before it could "
                            + "be fetched. Restore fewer at once, or from a faster line."
                    )
                );
            }
            else if (entry.Job is null)
            {
                toStart.Writer.TryWrite(entry);
            }
            else if (!entry.Job.Completed)
            {
                watch.Add(entry);
            }
            else if (entry.Job.StatusCode == JobStatus.Succeeded)
            {
                ready.Add(entry);
            }
            else
            {
                End(
                    entry,
                    null,
                    new GlacierTransferException(
                        "JobFailed",
                        $"The job {entry.Job.JobId} for the archive {entry.Item.ArchiveId} failed: "
                            + $"{entry.Job.StatusMessage}. Run the same again to start another."
                    )
                );
            }
        }

        if (plan.Entries.Count == 0)
        {
            return;
        }

        foreach (RestoreEntry entry in plan.Entries)
        {
            if (entry.Error is not null)
            {
                End(entry, null, entry.Error);
            }
            else if (entry.Step == RestoreStep.Nothing)
            {
                End(entry, WasThere(entry), null);
            }
            else
            {
                Take(entry);
            }
        }

        using var pace = new RestorePace(options.MaxBytesPerHour, options.Time, _planner.Recent);
        var starter = new JobStarter(glacier, options, pace, _note);
        Task starting = Parallel.ForEachAsync(
            toStart.Reader.ReadAllAsync(done.Token),
            new ParallelOptions { MaxDegreeOfParallelism = options.ThrottleLimit, CancellationToken = done.Token },
            async (entry, token) =>
            {
                try
                {
                    entry.Started++;
                    entry.Job = await starter.StartAsync(entry.Item, token);
                }
                catch (GlacierException error)
                {
                    End(entry, null, error);
                    return;
                }

                Take(entry);
            }
        );
        Task watching = watch.RunAsync(Take, done.Token);
        Task[] fetching =
        [
            .. Enumerable
                .Range(0, options.ThrottleLimit)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            while (await ready.TakeAsync(done.Token) is { } entry)
                            {
                                await FetchAsync(entry, Take, End, done.Token);
                            }
                        },
                        CancellationToken.None
                    )
                ),
        ];
        await EndAllAsync([starting, watching, .. fetching], done, cancellationToken);
    }

    private async Task FetchAsync(
        RestoreEntry entry,
        Action<RestoreEntry> take,
        Action<RestoreEntry, RestoredArchive?, Exception?> end,
        CancellationToken cancellationToken
    )
    {
        JobDescription job = entry.Job!;
        try
        {
            if (!RetrievalJobs.Lasts(job, options))
            {
                _note(
                    $"The output of job {job.JobId} is about to expire; another job is started for the archive "
                        + $"{entry.Item.ArchiveId}."
                );
                entry.Job = null;
                take(entry);
                return;
            }

            var download = new JobOutputDownload(
                glacier,
                options.Download with
                {
                    Progress = options.Progress?.Invoke(),
                }
            );
            await DescribeAsync(entry, download, cancellationToken);
            if (entry.Error is not null || await _planner.IsThereAsync(entry, cancellationToken))
            {
                end(entry, entry.Error is null ? WasThere(entry) : null, entry.Error);
                return;
            }

            SavedOutput saved = await download.SaveAsync(
                job,
                entry.Target!.Path,
                entry.Item.ModifiedTime,
                cancellationToken
            );
            string hash = saved.SHA256TreeHash.ToString();
            if (entry.Item.SHA256TreeHash is { } listed && listed != hash)
            {
                end(
                    entry,
                    null,
                    new GlacierTransferException(
                        "TreeHashMismatch",
                        $"'{saved.Path}' came whole, as the service has it, but its tree hash is {hash} and "
                            + $"{listed} was listed: it is not the archive that was meant, or the list is wrong."
                    )
                );
                return;
            }

            end(
                entry,
                Restored(entry, saved.Path, saved.SizeInBytes, hash) with
                {
                    Verified = saved.Verified,
                    JobId = job.JobId,
                },
                null
            );
        }
        catch (Exception error)
            when (error
                    is ResourceNotFoundException
                        or DownloadIncompleteException { InnerException: ResourceNotFoundException }
            )
        {
            _note(
                $"The output of job {job.JobId} is gone; another job is started for the archive "
                    + $"{entry.Item.ArchiveId}. What was fetched is kept."
            );
            entry.Job = null;
            take(entry);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            end(entry, null, error);
        }
    }

    /// <summary>Learns from the job and its output what the list did not say.</summary>
    private async Task DescribeAsync(
        RestoreEntry entry,
        JobOutputDownload download,
        CancellationToken cancellationToken
    )
    {
        if (entry.Target is null)
        {
            ArchiveName name = ArchiveDescription.Read(
                await download.FindDescriptionAsync(entry.Job!, cancellationToken)
            );
            entry.Item = entry.Item with
            {
                Name = name.Name,
                ModifiedTime = entry.Item.ModifiedTime ?? name.ModifiedTime,
                WrittenBy = name.WrittenBy,
                OriginalSize = name.OriginalSize,
                SizeInBytes = entry.Item.SizeInBytes ?? entry.Job!.ArchiveSizeInBytes,
                SHA256TreeHash = entry.Item.SHA256TreeHash ?? entry.Job!.ArchiveSHA256TreeHash,
            };
            RetrievalJobs.Assign(entry, _targets);
        }
    }

    /// <summary>All ends when the last archive has; what fails otherwise ends all, and is thrown.</summary>
    private static async Task EndAllAsync(
        Task[] tasks,
        CancellationTokenSource done,
        CancellationToken cancellationToken
    )
    {
        List<Task> running = [.. tasks];
        Exception? first = null;
        while (running.Count > 0)
        {
            Task ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (ended.Exception?.InnerException is { } error and not OperationCanceledException)
            {
                first ??= error;
                await done.CancelAsync();
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null)
        {
            throw first;
        }
    }

    private static RestoredArchive WasThere(RestoreEntry entry)
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
