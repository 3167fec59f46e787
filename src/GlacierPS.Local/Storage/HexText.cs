using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Storage;

/// <summary>Hashes as UTF-8, without a string between: an inventory has one for each archive.</summary>
internal static class HexText
{
    /// <summary>Writes the 64 lower-case hexadecimal digits of a hash.</summary>
    public static void Write(in Sha256Digest digest, Span<byte> utf8)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        ReadOnlySpan<byte> bytes = digest.Bytes;
        for (int i = 0; i < bytes.Length; i++)
        {
            utf8[2 * i] = digits[bytes[i] >> 4];
            utf8[2 * i + 1] = digits[bytes[i] & 15];
        }
    }
}
