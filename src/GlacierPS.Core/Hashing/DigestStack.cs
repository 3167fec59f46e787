namespace GlacierPS.Core.Hashing;

/// <summary>
/// The right edge of a growing hash tree: at most one finished node a level, so that leaves can be added for ever in
/// constant memory. Bit <c>i</c> of the count of leaves says whether level <c>i</c> is occupied, as in a binary
/// counter.
/// </summary>
internal sealed class DigestStack
{
    private readonly Sha256Digest[] _levels = new Sha256Digest[63];
    private long _leaves;

    /// <summary>Adds the next leaf, and every pair that it completes (glacier-api.md §3, step 2).</summary>
    public void Push(Sha256Digest digest)
    {
        int level = 0;
        for (; (_leaves >> level & 1) == 1; level++)
        {
            digest = Sha256Digest.OfPair(_levels[level], digest);
        }

        _levels[level] = digest;
        _leaves++;
    }

    /// <summary>The root: an unpaired node moves up unchanged (glacier-api.md §3, step 2).</summary>
    public Sha256Digest Root()
    {
        Sha256Digest? root = null;
        for (int level = 0; level < _levels.Length; level++)
        {
            if ((_leaves >> level & 1) == 1)
            {
                root = root is { } right ? Sha256Digest.OfPair(_levels[level], right) : _levels[level];
            }
        }

        return root ?? throw new InvalidOperationException("A tree without a leaf has no root.");
    }

    public void Clear() => _leaves = 0;
}
