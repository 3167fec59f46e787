using System.Security.Cryptography;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// Both hashes that an upload carries, its tree hash and its plain SHA-256 (glacier-api.md §1.3), from one reading of
/// the bytes. Up to 1 MiB they are the same hash (§3), so small bodies are hashed once, not twice.
/// </summary>
public sealed class BodyHasher : IDisposable
{
    private readonly IncrementalHash _linear = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TreeHasher _tree;
    private readonly Action<Sha256Digest>? _onLeaf;

    /// <summary>Starts with no data.</summary>
    /// <param name="onLeaf">Receives each leaf of the tree in order; null for none.</param>
    public BodyHasher(Action<Sha256Digest>? onLeaf = null)
    {
        _onLeaf = onLeaf;
        _tree = new TreeHasher(onLeaf);
    }

    /// <summary>Bytes added so far.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (Length < TreeHash.ChunkSize)
        {
            int first = (int)Math.Min(data.Length, TreeHash.ChunkSize - Length);
            _linear.AppendData(data[..first]);
            Length += first;
            data = data[first..];
            if (data.IsEmpty)
            {
                return;
            }

            // The first leaf is the plain hash of the first MiB: taken over, not computed again.
            AdoptFirstLeaf();
        }
        else if (Length == TreeHash.ChunkSize && !data.IsEmpty)
        {
            AdoptFirstLeaf();
        }

        _linear.AppendData(data);
        _tree.Append(data);
        Length += data.Length;
    }

    /// <summary>Adds the next bytes, whose leaves follow by <see cref="AdoptLeaves"/>. Only between chunks.</summary>
    internal void AppendWithoutLeaves(ReadOnlySpan<byte> data)
    {
        _linear.AppendData(data);
        Length += data.Length;
    }

    /// <summary>Adds the leaves of whole chunks that were added without.</summary>
    internal void AdoptLeaves(ReadOnlySpan<Sha256Digest> leaves) => _tree.AdoptLeaves(leaves);

    /// <summary>Both hashes of all that was added. The hasher is spent.</summary>
    public BodyHashes Finish()
    {
        Sha256Digest linear = Sha256Digest.Finish(_linear);
        if (Length > TreeHash.ChunkSize)
        {
            return new BodyHashes(_tree.Finish(), linear);
        }

        _onLeaf?.Invoke(linear);
        return new BodyHashes(linear, linear);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linear.Dispose();
        _tree.Dispose();
    }

    private void AdoptFirstLeaf() => _tree.AdoptLeaves([Sha256Digest.FromBytes(_linear.GetCurrentHash())]);
}

/// <summary>The two hashes of a body.</summary>
/// <param name="Tree">Its tree hash, sent as <c>x-amz-sha256-tree-hash</c>.</param>
/// <param name="Linear">Its plain SHA-256, sent as <c>x-amz-content-sha256</c>.</param>
public readonly record struct BodyHashes(Sha256Digest Tree, Sha256Digest Linear);
