using System.Buffers;
using System.Numerics;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Hashes of files, of ranges of an open file and of streams. A file is read at given offsets in pieces of 128 KiB that
/// are hashed in the buffer that they were read into, while they are still in the processor's second-level cache.
/// </summary>
public static class FileHashing
{
    /// <summary>Bytes read at once: a quarter of the second-level cache of small processors.</summary>
    internal const int Piece = 128 << 10;

    private const int MaxChunksInFlight = 8;

    private const long SmallestStretch = 8 * TreeHash.ChunkSize;

    /// <summary>So many digests are held at most, however long the file: a quarter of a megabyte.</summary>
    private const int MostStretches = 8192;

    /// <summary>
    /// The tree hash of all that a stream still has, whatever its length. Leaves do not depend on each other, so each
    /// processor hashes one while the next is read: memory is 1 MiB for each of at most eight. A file is read by all
    /// processors at once, each at a place of its own.
    /// </summary>
    /// <param name="stream">Read from its position to its end; left open.</param>
    /// <param name="progress">Receives the number of bytes of each chunk when it is hashed.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    public static async Task<Sha256Digest> TreeHashOfAsync(
        Stream stream,
        Action<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is FileStream { CanSeek: true } file && file.Length > file.Position)
        {
            ByteRange rest = ByteRange.At(file.Position, file.Length - file.Position);
            Sha256Digest whole = await TreeHashAsync(file.SafeFileHandle, rest, progress, cancellationToken);
            file.Position = rest.Last + 1;
            return whole;
        }

        int width = Math.Clamp(Environment.ProcessorCount, 2, MaxChunksInFlight);
        var tree = new DigestStack();
        var inFlight = new Queue<Task<(Sha256Digest Leaf, int Length)>>(width);
        bool ended = false;
        bool empty = true;
        try
        {
            while (!ended || inFlight.Count > 0)
            {
                if (!ended && inFlight.Count < width)
                {
                    byte[] chunk = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
                    int length = await FillAsync(stream, chunk, cancellationToken);
                    ended = length < TreeHash.ChunkSize;
                    if (length == 0 && !empty)
                    {
                        ArrayPool<byte>.Shared.Return(chunk);
                        continue;
                    }

                    empty = false;
                    inFlight.Enqueue(Task.Run(() => HashChunk(chunk, length), CancellationToken.None));
                    continue;
                }

                (Sha256Digest leaf, int hashed) = await inFlight.Dequeue();
                tree.Push(leaf);
                progress?.Invoke(hashed);
            }
        }
        finally
        {
            // After an error, no buffer may be rented again while a chunk in it is still being hashed.
            await Task.WhenAll(inFlight);
        }

        return tree.Root();
    }

    /// <summary>
    /// The tree hash of a range of a file, by all processors at once. Each takes a power of two MiB at a time and
    /// gives the tree hash of that, since those combine to the whole's (glacier-api.md §3).
    /// </summary>
    /// <param name="file">Open for reading.</param>
    /// <param name="range">The bytes.</param>
    /// <param name="progress">Receives the bytes of each MiB when they are hashed; one call at a time.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    /// <exception cref="GlacierTransferException">The file became shorter.</exception>
    internal static async Task<Sha256Digest> TreeHashAsync(
        SafeFileHandle file,
        ByteRange range,
        Action<int>? progress,
        CancellationToken cancellationToken
    )
    {
        long stretch = Math.Max(
            SmallestStretch,
            (long)BitOperations.RoundUpToPowerOf2((ulong)(range.Length / MostStretches))
        );
        var digests = new Sha256Digest[(range.Length - 1) / stretch + 1];
        int next = -1;
        object turn = new();
        void Work()
        {
            using var hasher = new TreeHasher(
                progress is null
                    ? null
                    : _ =>
                    {
                        lock (turn)
                        {
                            progress(TreeHash.ChunkSize);
                        }
                    }
            );
            for (int i; (i = Interlocked.Increment(ref next)) < digests.Length; )
            {
                long offset = i * stretch;
                var rest = ByteRange.At(range.First + offset, Math.Min(stretch, range.Length - offset));
                LaneHashing.Append(file, ref rest, hasher, cancellationToken);
                Read(file, rest, hasher.Append, cancellationToken);
                digests[i] = hasher.Finish();
            }
        }

        int workers = Math.Min(Environment.ProcessorCount, digests.Length);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => RunAsync(range.Length, Work, cancellationToken)));
        if (range.Length % TreeHash.ChunkSize is > 0 and long last)
        {
            // The progress of the last leaf was reported as a whole MiB.
            progress?.Invoke((int)last - TreeHash.ChunkSize);
        }

        return TreeHash.Combine(digests);
    }

    /// <summary>Both hashes of a range of a file, from one reading of it.</summary>
    /// <exception cref="GlacierTransferException">The file became shorter.</exception>
    public static async Task<BodyHashes> BodyHashesAsync(
        SafeFileHandle file,
        ByteRange range,
        CancellationToken cancellationToken
    )
    {
        BodyHashes Hash()
        {
            using var hasher = new BodyHasher();
            ByteRange rest = range;
            LaneHashing.Append(file, ref rest, hasher, cancellationToken);
            Read(file, rest, hasher.Append, cancellationToken);
            return hasher.Finish();
        }

        if (range.Length <= TreeHash.ChunkSize || BlockingThreads.CanBlock)
        {
            // To run the hash of a small archive on another thread costs as much as the hash.
            return Hash();
        }

        BodyHashes hashes = default;
        await RunAsync(range.Length, () => hashes = Hash(), cancellationToken);
        return hashes;
    }

    /// <summary>
    /// Hashing takes minutes of processor time. It has threads of its own, so that those of the pool remain free for
    /// the transfers that run meanwhile.
    /// </summary>
    private static Task RunAsync(long length, Action work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            work,
            cancellationToken,
            length > TreeHash.ChunkSize ? TaskCreationOptions.LongRunning : TaskCreationOptions.None,
            TaskScheduler.Default
        );

    private delegate void Append(ReadOnlySpan<byte> data);

    private static void Read(SafeFileHandle file, ByteRange range, Append append, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Piece, range.Length));
        try
        {
            for (long offset = range.First; offset <= range.Last; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                int wanted = (int)Math.Min(Math.Min(Piece, buffer.Length), range.Last - offset + 1);
                int read = ReadAt(file, buffer.AsSpan(0, wanted), offset);
                append(buffer.AsSpan(0, read));
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads at least a byte.</summary>
    /// <exception cref="GlacierTransferException">The file ends before it.</exception>
    internal static int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset) =>
        RandomAccess.Read(file, buffer, offset) is > 0 and int read
            ? read
            : throw new GlacierTransferException("FileChanged", "The file became shorter while it was being read.");

    private static async Task<int> FillAsync(Stream stream, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(
                chunk.AsMemory(0, TreeHash.ChunkSize),
                TreeHash.ChunkSize,
                false,
                cancellationToken
            );
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(chunk);
            throw;
        }
    }

    private static (Sha256Digest Leaf, int Length) HashChunk(byte[] chunk, int length)
    {
        Sha256Digest leaf = Sha256Digest.Of(chunk.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(chunk);
        return (leaf, length);
    }
}
