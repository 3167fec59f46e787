namespace GlacierPS.Core.Hashing;

/// <summary>
/// The SHA-256 tree hash of data that is at hand as a whole (glacier-api.md §3). For data that arrives in pieces:
/// <see cref="TreeHasher"/>.
/// </summary>
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
}
