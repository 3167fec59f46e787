using System.Buffers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// Fetches ranges of a job's output into a file, each checked by itself, and again when it is cut off or damaged.
/// </summary>
internal sealed class RangeFetch(IGlacier glacier, DownloadOptions options, PartialFile file, ProgressTally tally)
{
    /// <summary>Bytes that are taken from the wire, hashed and stored while they are in the processor's own cache.</summary>
    private const int Piece = 128 << 10;

    private int _repeated;

    /// <summary>Ranges that had to be fetched again.</summary>
    public int Repeated => _repeated;

    /// <summary>The archive's description, once a range has come.</summary>
    public string? ArchiveDescription { get; private set; }

    /// <summary>Fetches a range.</summary>
    /// <returns>Its tree hash, and whether the service gave the same.</returns>
    /// <exception cref="GlacierTransferException">It came damaged each time, or cannot be stored.</exception>
    public async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchAsync(
        FinishedJob job, ByteRange range, CancellationToken cancellationToken)
    {
        BackOff backOff = options.BackOff;
        for (int attempt = 1; ; attempt++)
        {
            long moved = 0;
            try
            {
                return await FetchOnceAsync(job, range, bytes => { moved += bytes; tally.Moved(bytes); }, cancellationToken);
            }
            catch (Exception error)
            {
                tally.Moved(-moved);
                if (!CanFetchAgain(error, cancellationToken) || !backOff.Allows(attempt))
                {
                    throw;
                }

                tally.Note($"The bytes {range} of job {job.JobId} are fetched again: {error.Message}");
                Interlocked.Increment(ref _repeated);
                await backOff.WaitAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Whether the same request can go better: the line broke, the body is damaged, the service is in trouble.</summary>
    internal static bool CanFetchAgain(Exception error, CancellationToken cancellationToken) =>
        BackOff.CanTryAgain(error, cancellationToken)
        || error is GlacierTransferException { ErrorId: RangeDamaged } && !cancellationToken.IsCancellationRequested;

    internal const string RangeDamaged = nameof(RangeDamaged);

    private async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchOnceAsync(
        FinishedJob job, ByteRange range, Action<int> moved, CancellationToken cancellationToken)
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

    /// <summary>Stores a body while hashing it.</summary>
    private async Task<Sha256Digest> StoreAsync(
        Stream body, ByteRange range, Action<int> moved, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        using var stall = new StallGuard(options.StallTimeout, cancellationToken);
        try
        {
            using var hasher = new TreeHasher();
            for (long offset = range.First; offset <= range.Last;)
            {
                int wanted = (int)Math.Min(Piece, range.Last - offset + 1);
                int filled = 0;
                while (filled < wanted)
                {
                    int most = options.Rate?.Most(wanted - filled) ?? wanted - filled;
                    int read = await stall.ReadAsync(body, buffer.AsMemory(filled, most));
                    if (read == 0)
                    {
                        throw new EndOfStreamException(
                            $"The connection ended {range.Last - offset - filled + 1:N0} bytes too early.");
                    }

                    filled += read;
                    moved(read);
                    if (options.Rate is { } rate)
                    {
                        await rate.TakeAsync(read, cancellationToken);
                    }
                }

                hasher.Append(buffer.AsSpan(0, wanted));
                file.Write(buffer.AsSpan(0, wanted), offset);
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
