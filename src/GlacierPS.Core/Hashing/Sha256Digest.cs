using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// The 32 bytes of a SHA-256, held in place: a tree over a 40 TB archive has forty million leaves, and an array for
/// each would cost more than the hash. Written as 64 lower-case hexadecimal digits (glacier-api.md §1.3).
/// </summary>
[InlineArray(Size)]
public struct Sha256Digest : IEquatable<Sha256Digest>
{
    /// <summary>Bytes in a digest.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private static readonly sbyte[] s_values =
    [
        .. Enumerable
            .Range(0, 128)
            .Select(c => (sbyte)(char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(), 16) : -1)),
    ];

    private byte _first;

    /// <summary>The bytes, in order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, Size);

    /// <summary>Takes over the 32 bytes of a digest.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A SHA-256 has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        Sha256Digest digest = default;
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref digest._first, Size));
        return digest;
    }

    /// <summary>The plain (linear) SHA-256 of data.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        Sha256Digest digest = default;
        SHA256.HashData(data, MemoryMarshal.CreateSpan(ref digest._first, Size));
        return digest;
    }

    /// <summary>
    /// The SHA-256 of two digests one behind the other: a node of the tree (glacier-api.md §3, step 2).
    /// </summary>
    public static Sha256Digest OfPair(in Sha256Digest left, in Sha256Digest right)
    {
        Span<byte> pair = stackalloc byte[2 * Size];
        left.Bytes.CopyTo(pair);
        right.Bytes.CopyTo(pair[Size..]);
        return Of(pair);
    }

    /// <summary>Finishes a running hash and starts it anew.</summary>
    internal static Sha256Digest Finish(IncrementalHash hash)
    {
        Sha256Digest digest = default;
        hash.GetHashAndReset(MemoryMarshal.CreateSpan(ref digest._first, Size));
        return digest;
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Sha256Digest digest)
    {
        digest = default;
        if (text is not { Length: 2 * Size } || !IsHexadecimal(text))
        {
            return false;
        }

        digest = FromBytes(Convert.FromHexString(text));
        return true;
    }

    /// <summary>Reads 64 hexadecimal digits of either case, in ASCII.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Sha256Digest digest)
    {
        digest = default;
        if (text.Length != 2 * Size)
        {
            return false;
        }

        Span<byte> bytes = MemoryMarshal.CreateSpan(ref digest._first, Size);
        int bad = 0;
        for (int i = 0; i < Size; i++)
        {
            int high = ValueOf(text[2 * i]),
                low = ValueOf(text[2 * i + 1]);
            bad |= high | low;
            bytes[i] = (byte)(high << 4 | low);
        }

        return bad >= 0;
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Sha256Digest Parse(string text) =>
        TryParse(text, out Sha256Digest digest)
            ? digest
            : throw new FormatException($"'{text}' is not a SHA-256: 64 hexadecimal digits are expected.");

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => Convert.ToHexString(Bytes).ToLowerInvariant();

    /// <inheritdoc/>
    public readonly bool Equals(Sha256Digest other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Sha256Digest other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>Whether two digests are the same.</summary>
    public static bool operator ==(Sha256Digest left, Sha256Digest right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    public static bool operator !=(Sha256Digest left, Sha256Digest right) => !left.Equals(right);

    /// <summary>The value of a hexadecimal digit; negative for anything else.</summary>
    private static int ValueOf(byte digit) => digit < s_values.Length ? s_values[digit] : -1;

    private static bool IsHexadecimal(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
