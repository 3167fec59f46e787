using System.Buffers;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// The SHA-256 tree hash of data that is at hand as a whole (glacier-api.md §3). For data that arrives in pieces:
/// <see cref="TreeHasher"/>.
/// </summary>
public static class TreeHash
{
    /// <summary>Bytes under one leaf: 1 MiB.</summary>
    public const int ChunkSize = 1 << 20;

    private const int MaxChunksInFlight = 8;

    /// <summary>The tree hash of bytes in memory.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        using var hasher = new TreeHasher();
        hasher.Append(data);
        return hasher.Finish();
    }

    /// <summary>
    /// The tree hash of all that a stream still has, whatever its length. Leaves do not depend on each other, so each
    /// processor hashes one while the next is read: memory is 1 MiB for each of at most eight. A file is read by all
    /// processors at once, each at a place of its own.
    /// </summary>
    /// <param name="stream">Read from its position to its end; left open.</param>
    /// <param name="progress">Receives the number of bytes of each chunk when it is hashed.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    public static async Task<Sha256Digest> OfAsync(
        Stream stream,
        Action<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is FileStream { CanSeek: true } file && file.Length > file.Position)
        {
            ByteRange rest = ByteRange.At(file.Position, file.Length - file.Position);
            Sha256Digest whole = await FileHashing.TreeHashAsync(
                file.SafeFileHandle,
                rest,
                progress,
                cancellationToken
            );
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
                    byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
                    int length = await FillAsync(stream, chunk, cancellationToken);
                    ended = length < ChunkSize;
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
    /// The root over the digests of neighbouring ranges of equal length. Over the leaves it is the tree hash; over the
    /// tree hashes of parts it is that of the archive, provided that all parts but the last are the same power of two
    /// MiB long (glacier-api.md §3).
    /// </summary>
    /// <exception cref="ArgumentException">There are no digests.</exception>
    public static Sha256Digest Combine(ReadOnlySpan<Sha256Digest> digests)
    {
        if (digests.IsEmpty)
        {
            throw new ArgumentException("A tree hash is combined from at least one digest.", nameof(digests));
        }

        var tree = new DigestStack();
        foreach (ref readonly Sha256Digest digest in digests)
        {
            tree.Push(digest);
        }

        return tree.Root();
    }

    private static async Task<int> FillAsync(Stream stream, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(chunk.AsMemory(0, ChunkSize), ChunkSize, false, cancellationToken);
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
