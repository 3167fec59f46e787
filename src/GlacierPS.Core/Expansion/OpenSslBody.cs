using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GlacierPS.Core.Expansion;

/// <summary>The digest that makes a key of a password for <c>openssl enc</c>.</summary>
public enum OpenSslDigest
{
    /// <summary>MD5: QNAP's, and the default of OpenSSL before 1.1.0.</summary>
    MD5,

    /// <summary>SHA-256: the default of OpenSSL since 1.1.0.</summary>
    SHA256,
}

/// <summary>
/// What <c>openssl enc -aes-256-cbc</c> writes: <c>Salted__</c>, a salt of 8 bytes, and AES-256-CBC with padding. The
/// format has no check of the password but the padding at its end, which a wrong one passes once in 256 times.
/// </summary>
internal static class OpenSslBody
{
    private const int HeadLength = 16;
    private const int Block = 16;

    /// <summary>Opens what a file holds.</summary>
    /// <param name="file">The file, which can be sought in; closed with the result.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="password">The password.</param>
    /// <param name="digest">What makes the key; null to find out.</param>
    /// <exception cref="GlacierPS.Core.Protocol.GlacierException">The password does not fit, or both digests
    /// do.</exception>
    public static Stream Open(FileStream file, string path, Passphrase password, OpenSslDigest? digest)
    {
        if (file.Length < HeadLength + Block || file.Length % Block != 0)
        {
            throw ExpansionErrors.Damaged(path, "it is not whole: its length is no multiple of 16 bytes");
        }

        byte[] salt = new byte[8];
        file.Position = 8;
        file.ReadExactly(salt);
        OpenSslDigest[] fitting =
        [
            .. (digest is { } known ? [known] : Enum.GetValues<OpenSslDigest>()).Where(candidate =>
                Fits(file, password, salt, candidate)
            ),
        ];
        if (fitting.Length == 0)
        {
            throw ExpansionErrors.WrongPassword(path, "openssl enc, AES-256-CBC, MD5 or SHA-256, without -pbkdf2");
        }

        if (fitting.Length > 1)
        {
            // The padding fits by chance once in 250 times. What the name says was packed has a head of its own.
            fitting = [.. fitting.Where(candidate => HasHeadOfName(file, path, password, salt, candidate))];
        }

        if (fitting.Length != 1)
        {
            throw new Protocol.GlacierInputException(
                "DigestNeeded",
                $"The password fits '{path}' by MD5 and by SHA-256, and nothing in the file tells which is right. Say "
                    + "it with -Digest: MD5 for QNAP's files and those of OpenSSL before 1.1.0."
            );
        }

        file.Position = HeadLength;
        using Aes aes = Key(password, salt, fitting[0]);
        return new CryptoStream(file, aes.CreateDecryptor(), CryptoStreamMode.Read);
    }

    /// <summary>Whether the first block, decrypted so, begins as files of the name's ending do.</summary>
    private static bool HasHeadOfName(
        FileStream file,
        string path,
        Passphrase password,
        byte[] salt,
        OpenSslDigest digest
    )
    {
        ReadOnlySpan<byte> head = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".bz2" => "BZh"u8,
            ".gz" => [0x1F, 0x8B],
            _ => [],
        };
        byte[] first = new byte[Block];
        file.Position = HeadLength;
        file.ReadExactly(first);
        using Aes aes = Key(password, salt, digest);
        return aes.DecryptCbc(first, aes.IV, PaddingMode.None).AsSpan().StartsWith(head);
    }

    /// <summary>Whether the last block ends in padding, when it is decrypted so.</summary>
    private static bool Fits(FileStream file, Passphrase password, byte[] salt, OpenSslDigest digest)
    {
        using Aes aes = Key(password, salt, digest);
        if (file.Length > HeadLength + Block)
        {
            byte[] before = new byte[Block];
            file.Position = file.Length - (2 * Block);
            file.ReadExactly(before);
            aes.IV = before;
        }

        byte[] last = new byte[Block];
        file.Position = file.Length - Block;
        file.ReadExactly(last);
        byte[] plain = aes.DecryptCbc(last, aes.IV, PaddingMode.None);
        int padding = plain[^1];
        return padding is >= 1 and <= Block && plain[^padding..].All(value => value == padding);
    }

    /// <summary>
    /// OpenSSL's EVP_BytesToKey with one round: digests of the digest before, the password and the salt.
    /// </summary>
    [SuppressMessage("Security", "CA5351", Justification = "The format of the files that are read.")]
    [SuppressMessage("Security", "CA5401", Justification = "The format of the files that are read.")]
    private static Aes Key(Passphrase password, byte[] salt, OpenSslDigest digest)
    {
        var derived = new List<byte>();
        byte[] previous = [];
        while (derived.Count < 48)
        {
            byte[] input = [.. previous, .. password.Bytes, .. salt];
            previous = digest == OpenSslDigest.MD5 ? MD5.HashData(input) : SHA256.HashData(input);
            CryptographicOperations.ZeroMemory(input);
            derived.AddRange(previous);
        }

        var aes = Aes.Create();
        aes.Key = [.. derived.Take(32)];
        aes.IV = [.. derived.Skip(32).Take(16)];
        return aes;
    }
}
