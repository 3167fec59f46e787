using System.Buffers;

namespace GlacierPS.Core.Hashing;

/// <summary>The SHA-256 tree hash of whole things (glacier-api.md §3). For data that arrives in pieces: <see cref="TreeHasher"/>.</summary>
public static class TreeHash
{
    /// <summary>Bytes under one leaf: 1 MiB.</summary>
    public const int ChunkSize = 1 << 20;

    /// <summary>The tree hash of bytes in memory.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        using var hasher = new TreeHasher();
        hasher.Append(data);
        return hasher.Finish();
    }

    /// <summary>The tree hash of all that a stream still has, whatever its length, in one buffer of 1 MiB.</summary>
    /// <param name="stream">Read from where it stands to its end; left open.</param>
    /// <param name="progress">Told the number of bytes of each read.</param>
    /// <param name="cancellationToken">Looked at before each read.</param>
    public static async Task<Sha256Digest> OfAsync(
        Stream stream, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            using var hasher = new TreeHasher();
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, ChunkSize), cancellationToken)) > 0)
            {
                hasher.Append(buffer.AsSpan(0, read));
                progress?.Invoke(read);
            }

            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The root over digests of equal, neighbouring stretches. Over the leaves it is the tree hash; over the tree
    /// hashes of parts it is that of the archive, provided that all parts but the last are the same power of two
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
}
