using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Fetches ranges of a job's output into a file, each checked by itself, and again when it is cut off or damaged.
/// </summary>
internal sealed class RangeFetch(IGlacier glacier, DownloadOptions options, PartialFile file, ProgressTally tally)
{
    private readonly RangeStore _store = new(options, file);
    private int _repeated;

    /// <summary>Ranges that had to be fetched again.</summary>
    public int Repeated => _repeated;

    /// <summary>The archive's description, once a range has come.</summary>
    public string? ArchiveDescription { get; private set; }

    /// <summary>Fetches a range.</summary>
    /// <returns>Its tree hash, and whether the service gave the same.</returns>
    /// <exception cref="GlacierTransferException">It came damaged each time, or cannot be stored.</exception>
    public async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchAsync(
        FinishedJob job,
        ByteRange range,
        CancellationToken cancellationToken
    )
    {
        RetryPolicy retries = options.Retries;
        for (int attempt = 1; ; attempt++)
        {
            long moved = 0;
            try
            {
                return await FetchOnceAsync(
                    job,
                    range,
                    bytes =>
                    {
                        moved += bytes;
                        tally.Moved(bytes);
                    },
                    cancellationToken
                );
            }
            catch (Exception error)
            {
                tally.Moved(-moved);
                if (!CanFetchAgain(error, cancellationToken) || !retries.Allows(attempt))
                {
                    throw;
                }

                tally.Note($"The bytes {range} of job {job.JobId} are fetched again: {error.Message}");
                Interlocked.Increment(ref _repeated);
                await retries.WaitAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether the same request can go better: the line broke, the body is damaged, the service is in trouble.
    /// </summary>
    internal static bool CanFetchAgain(Exception error, CancellationToken cancellationToken) =>
        RetryPolicy.CanRetry(error, cancellationToken)
        || error is GlacierTransferException { ErrorId: RangeDamaged } && !cancellationToken.IsCancellationRequested;

    internal const string RangeDamaged = nameof(RangeDamaged);

    private async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchOnceAsync(
        FinishedJob job,
        ByteRange range,
        Action<int> moved,
        CancellationToken cancellationToken
    )
    {
        bool isWhole = range.Length == job.Size;
        using JobOutput output = await glacier.GetJobOutputAsync(
            new JobOutputRequest(job.VaultName, job.JobId, isWhole ? null : range),
            cancellationToken
        );
        ArchiveDescription ??= output.ArchiveDescription;
        if (output.TotalLength != job.Size)
        {
            throw new GlacierTransferException(
                "OutputChanged",
                $"The output of job {job.JobId} has {output.TotalLength:N0} bytes where {job.Size:N0} were "
                    + "expected. Look the "
                    + "job up again."
            );
        }

        if (output.Length != range.Length)
        {
            throw Damaged($"{output.Length:N0} bytes were announced where {range.Length:N0} were asked for");
        }

        Sha256Digest treeHash = await _store.StoreAsync(output.Body, range, moved, cancellationToken);
        if (output.TreeHash is { } told && told != treeHash)
        {
            throw Damaged($"their tree hash is {treeHash}, the service's {told}");
        }

        return (treeHash, output.TreeHash is not null);

        GlacierTransferException Damaged(string what) =>
            new(
                RangeDamaged,
                $"The bytes {range} of job {job.JobId} did not come as they should: {what}. Try again later."
            );
    }
}
