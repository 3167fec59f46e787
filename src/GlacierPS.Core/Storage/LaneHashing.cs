using System.Buffers;
using System.Collections.Concurrent;
using GlacierPS.Core.Hashing;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Hashes the beginning of a range of a file, as much of it as has eight whole leaves at a time, by
/// <see cref="LeafLanes"/>, and leaves the rest to the caller. Where the processor cannot, that is all.
/// </summary>
internal static class LaneHashing
{
    private const int Group = LeafLanes.Count * TreeHash.ChunkSize;

    /// <summary>Bytes of each leaf at once: together as many as are read at once elsewhere.</summary>
    private const int LanePiece = FileHashing.Piece / LeafLanes.Count;

    /// <summary>
    /// Memory for one group, 8 MiB, whatever the number of parts under way: with two, which the garbage collector could
    /// take, an upload took 33 MB more than without. It is kept: a buffer made anew for each part costs what is gained.
    /// </summary>
    private static readonly ConcurrentBag<Lazy<byte[]>> s_free =
    [
        new(() => GC.AllocateUninitializedArray<byte>(Group)),
    ];

    /// <summary>The leaves alone: the file is read at eight places in turn.</summary>
    public static void Append(
        SafeFileHandle file,
        ref ByteRange range,
        TreeHasher hasher,
        CancellationToken cancellationToken
    )
    {
        if (!LeafLanes.IsSupported || range.Length < Group)
        {
            return;
        }

        var lanes = new LeafLanes();
        Span<Sha256Digest> leaves = stackalloc Sha256Digest[LeafLanes.Count];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FileHashing.Piece);
        try
        {
            for (; range.Length >= Group; range = Behind(range))
            {
                for (int done = 0; done < TreeHash.ChunkSize; done += LanePiece)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    for (int lane = 0; lane < LeafLanes.Count; lane++)
                    {
                        long offset = range.First + (long)lane * TreeHash.ChunkSize + done;
                        Fill(file, buffer.AsSpan(lane * LanePiece, LanePiece), offset);
                    }

                    lanes.Append(buffer.AsSpan(0, FileHashing.Piece));
                }

                lanes.Finish(leaves);
                hasher.AdoptLeaves(leaves);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Both hashes: the plain one as the file is read into memory, and the leaves of what is there then.
    /// </summary>
    public static void Append(
        SafeFileHandle file,
        ref ByteRange range,
        BodyHasher hasher,
        CancellationToken cancellationToken
    )
    {
        if (!LeafLanes.IsSupported || range.Length < Group || !s_free.TryTake(out Lazy<byte[]>? memory))
        {
            return;
        }

        byte[] buffer = memory.Value;
        var lanes = new LeafLanes();
        Span<Sha256Digest> leaves = stackalloc Sha256Digest[LeafLanes.Count];
        try
        {
            for (; range.Length >= Group; range = Behind(range))
            {
                for (int done = 0; done < Group; done += FileHashing.Piece)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Span<byte> piece = buffer.AsSpan(done, FileHashing.Piece);
                    Fill(file, piece, range.First + done);
                    hasher.AppendWithoutLeaves(piece);
                }

                lanes.Append(buffer);
                lanes.Finish(leaves);
                hasher.AdoptLeaves(leaves);
            }
        }
        finally
        {
            s_free.Add(memory);
        }
    }

    /// <summary>What lies behind a group; of no length behind the last.</summary>
    private static ByteRange Behind(ByteRange range) => ByteRange.At(range.First + Group, range.Length - Group);

    private static void Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            int read = FileHashing.ReadAt(file, buffer, offset);
            buffer = buffer[read..];
            offset += read;
        }
    }
}
