using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Bytes, read once, whose SHA-256 is computed as they come: a bucket sends it behind them, and need not hash them a
/// second time.
/// </summary>
public interface IHashedBody
{
    /// <summary>The SHA-256 of all bytes, once they were read to the end.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    Sha256Digest Sha256 { get; }
}
