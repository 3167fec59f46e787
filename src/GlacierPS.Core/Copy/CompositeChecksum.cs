using System.Security.Cryptography;

namespace GlacierPS.Core.Copy;

/// <summary>S3's composite checksum: the SHA-256 of the parts' SHA-256s, and how many they are.</summary>
public static class CompositeChecksum
{
    /// <summary>
    /// Whether a store tells the checksum that was computed. Some stores tell that of several parts without their
    /// count.
    /// </summary>
    public static bool IsSame(string? told, string computed) =>
        told is not null
        && (
            told == computed
            || (
                computed.StartsWith(told + "-", StringComparison.Ordinal)
                && !told.Contains('-', StringComparison.Ordinal)
            )
        );

    /// <summary>The checksum of all parts in their order, in Base64 with <c>-</c> and their count.</summary>
    /// <exception cref="ArgumentException">A part has none.</exception>
    public static string Of(IReadOnlyList<BucketPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BucketPart part in parts)
        {
            hash.AppendData(
                part.Sha256 is { } digest
                    ? digest.Bytes
                    : throw new ArgumentException($"Part {part.Number} has no checksum.", nameof(parts))
            );
        }

        return $"{Convert.ToBase64String(hash.GetHashAndReset())}-{parts.Count}";
    }
}
