using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>
/// Fetches ranges of a job's output into a file, each hashed as it is stored and checked by itself, and again when it
/// is cut off or damaged.
/// </summary>
internal sealed class RangeFetch(
    IGlacier glacier,
    DownloadOptions options,
    PartialFile file,
    ProgressAggregator progress
)
{
    internal const string RangeDamaged = nameof(RangeDamaged);

    /// <summary>
    /// Bytes that are read from the connection at once: a leaf of the tree, which is hashed where it lies.
    /// </summary>
    private const int Piece = TreeHash.ChunkSize;

    /// <summary>
    /// Written at once, that much costs the system half as much as in pieces of 1 MiB; more gains nothing.
    /// </summary>
    private const int LargestWrite = 4 << 20;

    /// <summary>Bytes that all ranges together may hold, unless there are more of them than MiB.</summary>
    private const int MostMemory = 32 << 20;

    private int _repeated;

    private int Write =>
        Math.Clamp(
            MostMemory
                / (options.Budget?.Parts.Limit ?? options.ThrottleLimit)
                / AlignedBuffer.Size
                * AlignedBuffer.Size,
            AlignedBuffer.Size,
            LargestWrite
        );

    /// <summary>Ranges that had to be fetched again.</summary>
    public int Repeated => _repeated;

    /// <summary>The archive's description, once a range has come.</summary>
    public string? ArchiveDescription { get; private set; }

    /// <summary>Fetches a range.</summary>
    /// <returns>Its tree hash, and whether the service gave the same.</returns>
    /// <exception cref="GlacierTransferException">It came damaged each time, or cannot be stored.</exception>
    public Task<(Sha256Digest TreeHash, bool Confirmed)> FetchAsync(
        FinishedJob job,
        ByteRange range,
        CancellationToken cancellationToken
    ) =>
        options.Retries.RunAsync(
            () => FetchOnceAsync(job, range, cancellationToken),
            error =>
            {
                progress.Note($"The bytes {range} of job {job.JobId} are fetched again: {error.Message}");
                Interlocked.Increment(ref _repeated);
            },
            cancellationToken,
            CanFetchAgain
        );

    /// <summary>
    /// Whether the same request can succeed later: the connection broke, the body is damaged, the service had a fault.
    /// </summary>
    internal static bool CanFetchAgain(Exception error, CancellationToken cancellationToken) =>
        RetryPolicy.CanRetry(error, cancellationToken)
        || (error is GlacierTransferException { ErrorId: RangeDamaged } && !cancellationToken.IsCancellationRequested);

    /// <summary>Asks for a range, and compares what the service announces with it.</summary>
    /// <exception cref="GlacierTransferException">It announces other bytes than those.</exception>
    internal static async Task<JobOutput> OpenAsync(
        IGlacier glacier,
        FinishedJob job,
        ByteRange range,
        CancellationToken cancellationToken
    )
    {
        bool isWhole = range.Length == job.Size;
        JobOutput output = await glacier.GetJobOutputAsync(
            new JobOutputRequest(job.VaultName, job.JobId, isWhole ? null : range),
            cancellationToken
        );
        GlacierTransferException? fault =
            output.TotalLength != job.Size
                ? new GlacierTransferException(
                    "OutputChanged",
                    $"The output of job {job.JobId} has {Quantity.Of(output.TotalLength, "byte")} instead of "
                        + $"{Digits.Of(job.Size)}. Look the job up again."
                )
            : output.Length != range.Length
                ? Damaged(
                    job,
                    range,
                    $"the service announced {Quantity.Of(output.Length, "byte")} instead of the "
                        + $"{Digits.Of(range.Length)} asked for"
                )
            : null;
        if (fault is null)
        {
            return output;
        }

        output.Dispose();
        throw fault;
    }

    private async Task<(Sha256Digest TreeHash, bool Confirmed)> FetchOnceAsync(
        FinishedJob job,
        ByteRange range,
        CancellationToken cancellationToken
    )
    {
        long moved = 0;
        try
        {
            using JobOutput output = await OpenAsync(glacier, job, range, cancellationToken);
            ArchiveDescription ??= output.ArchiveDescription;
            Sha256Digest treeHash = await StoreAsync(
                output.Body,
                range,
                bytes =>
                {
                    moved += bytes;
                    progress.Moved(bytes);
                },
                cancellationToken
            );
            if (output.TreeHash is { } given && given != treeHash)
            {
                throw Damaged(job, range, $"their tree hash is {treeHash}, the service's {given}");
            }

            return (treeHash, output.TreeHash is not null);
        }
        catch
        {
            progress.Moved(-moved);
            throw;
        }
    }

    internal static GlacierTransferException Damaged(FinishedJob job, ByteRange range, string what) =>
        new(
            RangeDamaged,
            $"The bytes {range} of job {job.JobId} did not come as they should: {what}. Try again later."
        );

    /// <summary>Stores the body of a range, which begins at a multiple of 1 MiB, while hashing it.</summary>
    /// <exception cref="EndOfStreamException">The body is too short.</exception>
    private async Task<Sha256Digest> StoreAsync(
        Stream body,
        ByteRange range,
        Action<int> moved,
        CancellationToken cancellationToken
    )
    {
        using AlignedBuffer buffer = AlignedBuffer.Rent(
            range.Length <= AlignedBuffer.Size ? AlignedBuffer.Size : Write
        );
        using var hasher = new TreeHasher();
        for (long offset = range.First; offset <= range.Last; )
        {
            int wanted = (int)Math.Min(buffer.Memory.Length, range.Last - offset + 1);
            int hashed = 0;
            for (int filled = 0; filled < wanted; )
            {
                int leaf = Math.Min(wanted, (filled / Piece + 1) * Piece);
                int read = await ReadAsync(body, buffer.Memory[filled..leaf], cancellationToken);
                if (read == 0)
                {
                    throw new EndOfStreamException(
                        $"The connection ended {Quantity.Of(range.Last - offset - filled + 1, "byte")} too early."
                    );
                }

                filled += read;
                moved(read);
                if (filled == leaf)
                {
                    hasher.Append(buffer.Memory.Span[hashed..leaf]);
                    hashed = leaf;
                }
            }

            file.Write(buffer, wanted, offset);
            offset += wanted;
        }

        return hasher.Finish();
    }

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> piece, CancellationToken cancellationToken)
    {
        if (options.Rate is not { } rate)
        {
            return await body.ReadAsync(piece, cancellationToken);
        }

        int read = await body.ReadAsync(piece[..rate.Most(piece.Length)], cancellationToken);
        await rate.TakeAsync(read, cancellationToken);
        return read;
    }
}
