using System.Security.Cryptography;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// The tree hash of data that arrives in pieces of any size (glacier-api.md §3). Not safe for several threads at once.
/// </summary>
public sealed class TreeHasher : IDisposable
{
    private readonly IncrementalHash _leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly DigestStack _tree = new();
    private readonly Action<Sha256Digest>? _onLeaf;
    private int _inLeaf;
    private bool _hasLeaf;

    /// <summary>Starts with no data.</summary>
    /// <param name="onLeaf">Receives each leaf in order; null for none.</param>
    public TreeHasher(Action<Sha256Digest>? onLeaf = null) => _onLeaf = onLeaf;

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_inLeaf == 0 && data.Length >= TreeHash.ChunkSize)
            {
                // A whole chunk lies in one piece: hash it in one call.
                AddLeaf(Sha256Digest.Of(data[..TreeHash.ChunkSize]));
                data = data[TreeHash.ChunkSize..];
                continue;
            }

            int take = Math.Min(data.Length, TreeHash.ChunkSize - _inLeaf);
            _leaf.AppendData(data[..take]);
            _inLeaf += take;
            data = data[take..];
            if (_inLeaf == TreeHash.ChunkSize)
            {
                CloseLeaf();
            }
        }
    }

    /// <summary>
    /// The tree hash of all that was added, and a fresh start. No data at all is the hash of nothing (§3, step 1).
    /// </summary>
    public Sha256Digest Finish()
    {
        if (_inLeaf > 0 || !_hasLeaf)
        {
            CloseLeaf();
        }

        Sha256Digest root = _tree.Root();
        _tree.Clear();
        _hasLeaf = false;
        return root;
    }

    /// <summary>Adds whole chunks by their hashes. Only between chunks.</summary>
    internal void AdoptLeaves(ReadOnlySpan<Sha256Digest> leaves)
    {
        foreach (Sha256Digest leaf in leaves)
        {
            AddLeaf(leaf);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _leaf.Dispose();

    private void CloseLeaf()
    {
        _inLeaf = 0;
        AddLeaf(Sha256Digest.Finish(_leaf));
    }

    private void AddLeaf(Sha256Digest digest)
    {
        _hasLeaf = true;
        _tree.Push(digest);
        _onLeaf?.Invoke(digest);
    }
}
