using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>One output on its way into one file: what is there, what is fetched, what the whole is.</summary>
/// <param name="glacier">The service.</param>
/// <param name="options">How to fetch.</param>
/// <param name="source">The job, or the one that takes its place.</param>
/// <param name="plan">The ranges.</param>
/// <param name="file">Where they are stored.</param>
/// <param name="target">What the file is called in the end.</param>
/// <param name="progress">Told how it goes.</param>
internal sealed class DownloadRun(
    IGlacier glacier,
    DownloadOptions options,
    RenewableJob source,
    PartPlan plan,
    PartialFile file,
    string target,
    ProgressAggregator progress
)
{
    private readonly RangeFetch _fetch = new(glacier, options, file, progress);

    /// <summary>The tree hash of each range that is stored.</summary>
    private readonly Sha256Digest?[] _digests = new Sha256Digest?[plan.Count];

    /// <summary>Whether the service gave the same tree hash for the range.</summary>
    private readonly bool[] _confirmed = new bool[plan.Count];

    /// <summary>Fetches what is missing, verifies the whole, and gives the file its name.</summary>
    /// <exception cref="GlacierTransferException">The whole stays damaged, or cannot be stored.</exception>
    public async Task<SavedOutput> SaveAsync(DateTime? lastWriteTime, CancellationToken cancellationToken)
    {
        FinishedJob job = source.Job;
        long resumed = await KeepStoredAsync(cancellationToken);
        Sha256Digest whole = await FetchMissingAsync(cancellationToken);
        if (job.TreeHash is { } expected && whole != expected && _confirmed.Contains(false))
        {
            // Ranges that came without a hash of their own, or by an earlier call, are the only ones to doubt.
            progress.Note(
                "The whole does not match its tree hash; the ranges that had none of their own are fetched again."
            );
            for (int range = 0; range < plan.Count; range++)
            {
                if (!_confirmed[range])
                {
                    _digests[range] = null;
                    progress.PartUndone(plan[range].Length);
                }
            }

            resumed = 0;
            whole = await FetchMissingAsync(cancellationToken);
        }

        if (job.TreeHash is { } listed && whole != listed)
        {
            file.Forget();
            throw new GlacierTransferException(
                "TreeHashMismatch",
                $"What came for '{target}' has tree hash {whole}, but the job says {listed}; fetching it again did not "
                    + "help. It is not kept. Look the job up again, or start another."
            );
        }

        file.Finish(lastWriteTime, options.Overwrite, progress.Warn);
        return new SavedOutput
        {
            Path = target,
            SizeInBytes = job.Size,
            SHA256TreeHash = whole,
            Verified = job.TreeHash is not null,
            ArchiveDescription = _fetch.ArchiveDescription,
            BytesResumed = resumed,
            RangesRepeated = _fetch.Repeated,
        };
    }

    /// <summary>Fetches the ranges that have no digest yet, and gives the tree hash over all.</summary>
    private async Task<Sha256Digest> FetchMissingAsync(CancellationToken cancellationToken)
    {
        await source.WhileKeptAsync(
            job =>
                ForEachMissingAsync(
                    async (range, token) =>
                    {
                        (Sha256Digest treeHash, _confirmed[range]) = await FetchAsync(job, plan[range], token);
                        file.Keep(FinishedRange.Of(plan[range], treeHash), plan[range].Length, isNew: true);
                        _digests[range] = treeHash;
                        progress.PartDone();
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        return TreeHash.Combine([.. _digests.Select(digest => digest!.Value)]);
    }

    /// <summary>Fetches a range when it is its turn; an output of one range needs none beside its request's.</summary>
    private Task<(Sha256Digest TreeHash, bool Confirmed)> FetchAsync(
        FinishedJob job,
        ByteRange range,
        CancellationToken cancellationToken
    ) =>
        ConnectionBudget.RunPartAsync(
            plan.IsSingle ? null : options.Budget,
            "GetJobOutput",
            () => _fetch.FetchAsync(job, range, cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Takes over what earlier calls have stored, as far as the bytes on the disk are still those that came.
    /// </summary>
    /// <returns>Their total size in bytes.</returns>
    private async Task<long> KeepStoredAsync(CancellationToken cancellationToken)
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

        await ForEachMissingAsync(
            async (i, token) =>
            {
                ByteRange range = plan[i];
                if (!recorded.TryGetValue(range, out FinishedRange? done))
                {
                    return;
                }

                Sha256Digest treeHash = await file.TreeHashAsync(range, token);
                if (treeHash.ToString() == done.TreeHash)
                {
                    _digests[i] = treeHash;
                    file.Keep(done, range.Length, isNew: false);
                    progress.Moved(range.Length);
                    progress.PartDone();
                }
            },
            cancellationToken
        );
        progress.Note(
            $"Continuing the download: {Digits.Of(file.Stored)} of {Quantity.Of(plan.ArchiveSize, "byte")} there "
                + "already."
        );
        return file.Stored;
    }

    /// <summary>Does something for every range that has no digest yet, several at once.</summary>
    private async Task ForEachMissingAsync(
        Func<int, CancellationToken, ValueTask> act,
        CancellationToken cancellationToken
    )
    {
        int[] missing = [.. Enumerable.Range(0, plan.Count).Where(range => _digests[range] is null)];
        int atOnce = Math.Min(missing.Length, options.PartsAtOnce);
        using BlockingThreads? threads = atOnce > 1 && options.Rate is null ? new BlockingThreads(atOnce) : null;
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.PartsAtOnce,
                CancellationToken = cancellationToken,
                TaskScheduler = threads ?? TaskScheduler.Current,
            },
            act
        );
    }
}
