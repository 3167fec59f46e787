using System.Buffers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Fetches ranges of a job's output into a file, each checked by itself, and again when it is cut off or damaged.
/// </summary>
internal sealed class RangeFetch(IGlacier glacier, FinishedJob job, DownloadOptions options, PartialFile file, ProgressTally tally)
{
    private int _repeated;

    /// <summary>Ranges that had to be fetched again.</summary>
    public int Repeated => _repeated;

    /// <summary>The archive's description, once a range has come.</summary>
    public string? ArchiveDescription { get; private set; }

    /// <summary>Fetches a range.</summary>
    /// <returns>Its tree hash, and whether the service gave the same.</returns>
    /// <exception cref="GlacierTransferException">It came damaged each time, or cannot be stored.</exception>
    public async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchAsync(ByteRange range, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long moved = 0;
            try
            {
                return await FetchOnceAsync(range, bytes => { moved += bytes; tally.Moved(bytes); }, cancellationToken);
            }
            catch (Exception error) when (CanFetchAgain(error, cancellationToken) && attempt < options.Attempts)
            {
                tally.Moved(-moved);
                tally.Note($"The bytes {range} of job {job.JobId} are fetched again: {error.Message}");
                Interlocked.Increment(ref _repeated);
                await options.WaitAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Whether the same request can go better: the line broke, the body is damaged, the service is in trouble.</summary>
    internal static bool CanFetchAgain(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && error is IOException or HttpRequestException or TimeoutException or GlacierException { CanRetry: true }
            or GlacierTransferException { ErrorId: RangeDamaged };

    internal const string RangeDamaged = nameof(RangeDamaged);

    private async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchOnceAsync(
        ByteRange range, Action<int> moved, CancellationToken cancellationToken)
    {
        bool isWhole = range.Length == job.Size;
        using JobOutput output = await glacier.GetJobOutputAsync(
            new JobOutputRequest(job.VaultName, job.JobId, isWhole ? null : range), cancellationToken);
        ArchiveDescription ??= output.ArchiveDescription;
        if (output.TotalLength != job.Size)
        {
            throw new GlacierTransferException(
                "OutputChanged",
                $"The output of job {job.JobId} has {output.TotalLength:N0} bytes where {job.Size:N0} were expected. Look the "
                + "job up again.");
        }

        if (output.Length != range.Length)
        {
            throw Damaged($"{output.Length:N0} bytes were announced where {range.Length:N0} were asked for");
        }

        Sha256Digest treeHash = await StoreAsync(output.Body, range, moved, cancellationToken);
        if (output.TreeHash is { } told && told != treeHash)
        {
            throw Damaged($"their tree hash is {treeHash}, the service's {told}");
        }

        return (treeHash, output.TreeHash is not null);

        GlacierTransferException Damaged(string what) => new(
            RangeDamaged, $"The bytes {range} of job {job.JobId} did not come as they should: {what}. Try again later.");
    }

    /// <summary>Stores a body while hashing it, in one buffer of 1 MiB.</summary>
    private async Task<Sha256Digest> StoreAsync(
        Stream body, ByteRange range, Action<int> moved, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
        using var stall = new StallGuard(options.StallTimeout, cancellationToken);
        try
        {
            using var hasher = new TreeHasher();
            for (long offset = range.First; offset <= range.Last;)
            {
                int wanted = (int)Math.Min(TreeHash.ChunkSize, range.Last - offset + 1);
                int filled = 0;
                while (filled < wanted)
                {
                    int read = await stall.ReadAsync(body, buffer.AsMemory(filled, wanted - filled));
                    if (read == 0)
                    {
                        throw new EndOfStreamException(
                            $"The connection ended {range.Last - offset - filled + 1:N0} bytes too early.");
                    }

                    filled += read;
                    moved(read);
                }

                hasher.Append(buffer.AsSpan(0, wanted));
                await file.WriteAsync(buffer.AsMemory(0, wanted), offset, cancellationToken);
                offset += wanted;
            }

            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
