using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Expansion;

/// <summary>What QNAP's encryptions hold, and what they say about it.</summary>
/// <param name="Body">The content; decrypted, perhaps still compressed.</param>
/// <param name="Size">Its size in bytes when all is done; null if it is not told.</param>
/// <param name="MD5">Its MD5, 32 hexadecimal digits in small letters; null if it is not told.</param>
/// <param name="IsCompressed">Whether it is a zlib stream.</param>
internal sealed record QnapContent(Stream Body, long? Size, string? MD5, bool IsCompressed);

/// <summary>
/// QNAP's first encryption: <c>__QCS__</c>, then fields <c>name:value</c> that end in 0x03 (a salt in hexadecimal
/// digits, the file's key and a digest in base64), zeros, an initialization vector and AES-256-CBC with padding. The
/// key is itself encrypted, by PBKDF2 (SHA-1, 1,000 rounds) of the password; the digest, the MD5 of the file, by the
/// salt.
/// </summary>
internal static class Qnap1Body
{
    private const int Block = 16;
    private const int LongestHead = 65_536;
    private const byte Separator = 3;

    private const string What = "QNAP's encryption __QCS__";

    /// <summary>Opens what a file holds.</summary>
    /// <param name="file">The file, which can be sought in; closed with the body.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="password">The password.</param>
    [SuppressMessage("Security", "CA5379", Justification = "The format of the files that are read.")]
    [SuppressMessage("Security", "CA5401", Justification = "The format of the files that are read.")]
    public static QnapContent Open(FileStream file, string path, Passphrase password)
    {
        byte[] head = new byte[Math.Min(LongestHead, file.Length)];
        file.Position = 0;
        file.ReadExactly(head);
        Dictionary<string, string> fields = ReadFields(head, out int end);
        byte[]? salt = Hexadecimal(fields.GetValueOrDefault("salt"));
        byte[]? wrapped = Base64(fields.GetValueOrDefault("key"));
        if (end < 0 || salt is null || wrapped is null || wrapped.Length < 3 * Block || wrapped.Length % Block != 0)
        {
            throw ExpansionErrors.Damaged(path, "its head has no salt, key and digest");
        }

        // Not by Pbkdf2 at once, which calls what Wine's bcrypt.dll lacks, and the second call never returned there.
        using var derivation = new Rfc2898DeriveBytes(password.Bytes, salt, 1000, HashAlgorithmName.SHA1);
        byte[] master = derivation.GetBytes(32);
        byte[] key = Unwrap(wrapped, master) is { Length: 32 } unwrapped
            ? unwrapped
            : throw ExpansionErrors.WrongPassword(path, What);
        CryptographicOperations.ZeroMemory(master);
        byte[] vector = new byte[Block];
        file.Position = FindData(file, head, end, path);
        file.ReadExactly(vector);
        using var aes = Aes.Create();
        aes.Key = key;
        aes.IV = vector;
        return new QnapContent(
            new CryptoStream(file, aes.CreateDecryptor(), CryptoStreamMode.Read),
            Size: null,
            Digest(fields.GetValueOrDefault("digest"), salt),
            IsCompressed: false
        );
    }

    /// <summary>Fields up to the digest, which is the last; <paramref name="end"/> is behind its separator.</summary>
    private static Dictionary<string, string> ReadFields(byte[] head, out int end)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        end = -1;
        for (int at = 0; at < head.Length; )
        {
            int stop = Array.IndexOf(head, Separator, at);
            if (stop < 0)
            {
                break;
            }

            if (Encoding.Latin1.GetString(head, at, stop - at).Split(':') is [var name, var value])
            {
                fields[name] = value;
                if (name == "digest")
                {
                    end = stop + 1;
                    break;
                }
            }

            at = stop + 1;
        }

        return fields;
    }

    /// <summary>
    /// Where the vector begins: behind the zeros. Zeros at its own beginning are told from those by the length, since
    /// the vector and what follows are whole blocks.
    /// </summary>
    private static long FindData(FileStream file, byte[] head, int end, string path)
    {
        int at = end;
        while (at < head.Length && head[at] == 0)
        {
            at++;
        }

        long start = at - (Block - ((file.Length - at) % Block)) % Block;
        return start >= end && file.Length - start >= 2 * Block
            ? start
            : throw ExpansionErrors.Damaged(path, "it is not whole: what follows its head is not made of whole blocks");
    }

    /// <summary>The MD5 that the digest stands for: 16 bytes, or 32 digits; null if it is neither.</summary>
    private static string? Digest(string? told, byte[] salt) =>
        Base64(told) is not { Length: >= 2 * Block } wrapped || salt.Length is not (16 or 24 or 32) ? null
        : Unwrap(wrapped, salt) is not { } digest ? null
        : digest.Length == 16 ? Convert.ToHexString(digest).ToLowerInvariant()
        : digest.Length == 32 && digest.All(value => char.IsAsciiHexDigit((char)value))
            ? Encoding.ASCII.GetString(digest).ToLowerInvariant()
        : null;

    /// <summary>Decrypts a vector with what follows it; null if the padding is wrong.</summary>
    private static byte[]? Unwrap(byte[] wrapped, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        try
        {
            return aes.DecryptCbc(wrapped.AsSpan(Block), wrapped.AsSpan(0, Block));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Hexadecimal(string? digits)
    {
        try
        {
            return string.IsNullOrEmpty(digits) ? null : Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[]? Base64(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>
/// QNAP Hybrid Backup Sync's second encryption. 16 bytes: magic, whether encrypted, whether compressed, whether
/// compressed with a head, and five unused; then 64 bytes under AES-256-ECB by the password, repeated to 32 bytes: the
/// magic again, a key of 32 bytes, an initialization vector of 16 and the file's size in 8, big-endian; then
/// AES-256-CBC.
/// </summary>
internal static class Qnap2Body
{
    private const int FirstLength = 16;
    private const int SecondLength = 64;
    private const int Block = 16;

    /// <summary>The first eight bytes of such a file, and of its encrypted head.</summary>
    public static ReadOnlySpan<byte> Magic => [0x4B, 0xCA, 0x94, 0x72, 0x5E, 0x83, 0x1C, 0x31];

    /// <summary>Opens what a file holds.</summary>
    /// <param name="file">The file, which can be sought in; closed with the body.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="password">The password.</param>
    [SuppressMessage("Security", "CA5358", Justification = "The format of the files that are read.")]
    [SuppressMessage("Security", "CA5401", Justification = "The format of the files that are read.")]
    public static QnapContent Open(FileStream file, string path, Passphrase password)
    {
        byte[] head = new byte[FirstLength + SecondLength];
        file.Position = 0;
        if (file.Length < head.Length || (file.Length - head.Length) % Block != 0)
        {
            throw ExpansionErrors.Damaged(path, "it is not whole: what follows its head is not made of whole blocks");
        }

        file.ReadExactly(head);
        bool isCompressed = head[9] == 1;
        if (head[8] != 1 || head[9] > 1 || head[10] != 0)
        {
            throw ExpansionErrors.ProgramNeeded(
                path,
                "has a head of QNAP's Hybrid Backup Sync of a kind that nobody has described",
                "Restore it with Hybrid Backup Sync."
            );
        }

        using var aes = Aes.Create();
        aes.Key = [.. Enumerable.Range(0, 32).Select(i => password.Bytes[i % password.Bytes.Length])];
        byte[] inner = aes.DecryptEcb(head.AsSpan(FirstLength), PaddingMode.None);
        if (!inner.AsSpan().StartsWith(Magic))
        {
            throw ExpansionErrors.WrongPassword(path, "QNAP Hybrid Backup Sync, version 2");
        }

        long size = BinaryPrimitives.ReadInt64BigEndian(inner.AsSpan(56));
        long stored = file.Length - head.Length;
        if (size < 0 || (!isCompressed && (stored < size || stored > size + Block)))
        {
            throw ExpansionErrors.Damaged(
                path,
                $"its head says {Quantity.Of(size, "byte")}, and behind it there are {Digits.Of(stored)}"
            );
        }

        using var content = Aes.Create();
        content.Key = inner[8..40];
        content.IV = inner[40..56];
        content.Padding = PaddingMode.None;
        Stream body = new CryptoStream(file, content.CreateDecryptor(), CryptoStreamMode.Read);
        return new QnapContent(isCompressed ? body : new FirstBytes(body, size), size, MD5: null, isCompressed);
    }

    /// <summary>The first bytes of a stream: the padding behind them is not wanted.</summary>
    private sealed class FirstBytes(Stream source, long length) : ReadOnlyBody
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            int read = source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
