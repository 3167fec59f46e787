namespace GlacierPS.Core.Expansion;

/// <summary>How a file was compressed, bundled or encrypted.</summary>
public enum PackedForm
{
    /// <summary>None that is known here.</summary>
    None,

    /// <summary>gzip (RFC 1952), one member or several.</summary>
    Gzip,

    /// <summary>bzip2, one stream or several.</summary>
    Bzip2,

    /// <summary>
    /// zlib (RFC 1950), which has no mark of its own: taken for it only where a tool says "compressed".
    /// </summary>
    Zlib,

    /// <summary>A tar archive: v7, ustar, pax or GNU.</summary>
    Tar,

    /// <summary>QNAP's first encryption, with the head <c>__QCS__</c>.</summary>
    Qnap1,

    /// <summary>QNAP Hybrid Backup Sync's second encryption, with a binary head of 80 bytes.</summary>
    Qnap2,

    /// <summary>What <c>openssl enc</c> writes, with the head <c>Salted__</c>; QNAP uses it too.</summary>
    OpenSsl,

    /// <summary>An encrypted OpenPGP message (RFC 9580), binary or armoured.</summary>
    Gpg,
}

/// <summary>Tells forms by a file's first bytes.</summary>
internal static class PackedHead
{
    /// <summary>How many bytes <see cref="Recognise"/> wants to see; less, where the file is shorter.</summary>
    public const int Length = 512;

    /// <summary>The form of a file.</summary>
    /// <param name="head">Its first <see cref="Length"/> bytes, or all of it.</param>
    public static PackedForm Recognise(ReadOnlySpan<byte> head) =>
        head.StartsWith("__QCS__"u8) ? PackedForm.Qnap1
        : head.StartsWith(Qnap2Body.Magic) ? PackedForm.Qnap2
        : head.StartsWith("Salted__"u8) && head.Length >= 16 ? PackedForm.OpenSsl
        : IsOpenPgp(head) ? PackedForm.Gpg
        : head is [0x1F, 0x8B, 8, ..] ? PackedForm.Gzip
        : head is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] && IsBzip2(head[4..])
            ? PackedForm.Bzip2
        : IsTar(head) ? PackedForm.Tar
        : PackedForm.None;

    /// <summary>Whether a form needs a key.</summary>
    public static bool IsEncryption(PackedForm form) => form >= PackedForm.Qnap1;

    /// <summary>
    /// Whether bytes begin a zlib stream (RFC 1950, section 2.2): method 8, and a checksum of two bytes.
    /// </summary>
    public static bool IsZlib(ReadOnlySpan<byte> head) =>
        head is [var method, var flags, ..]
        && (method & 0x0F) == 8
        && method >> 4 <= 7
        && ((method << 8) | flags) % 31 == 0
        && (flags & 0x20) == 0;

    /// <summary>A block's mark (pi) or, in an empty stream, the end's (its square root) follows the level.</summary>
    private static bool IsBzip2(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
        || body.StartsWith((ReadOnlySpan<byte>)[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]);

    /// <summary>
    /// A header's sum of bytes, with blanks in place of the sum itself, stands in it in octal digits.
    /// </summary>
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < 512 || head[0] == 0)
        {
            return false;
        }

        int sum = 8 * ' ';
        for (int i = 0; i < 512; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : head[i];
        }

        int told = 0;
        foreach (byte digit in head[148..156].Trim((byte)' '))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                break;
            }

            told = (told * 8) + digit - '0';
        }

        return told == sum;
    }

    /// <summary>
    /// A message that begins with a key for its content: a packet of type 1 (version 3 or 6, a known algorithm) or 3
    /// (version 4 to 6, a known cipher). Other files begin with such bytes once in some hundred thousand.
    /// </summary>
    private static bool IsOpenPgp(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("-----BEGIN PGP MESSAGE-----"u8))
        {
            return true;
        }

        if (head.Length < 16 || (head[0] & 0x80) == 0)
        {
            return false;
        }

        bool isNew = (head[0] & 0x40) != 0;
        int kind = isNew ? head[0] & 0x3F : (head[0] >> 2) & 0x0F;
        int lengthOctets = isNew
            ? head[1] < 192
                ? 1
                : 2
            : 1 << (head[0] & 3);
        if ((isNew && head[1] >= 224) || lengthOctets > 2)
        {
            return false;
        }

        ReadOnlySpan<byte> body = head[(1 + lengthOctets)..];
        return (kind, body[0]) switch
        {
            (1, 3) => body[9] is 1 or 2 or 16 or 18 or 25 or 26,
            (1, 6) => true,
            (3, 4 or 5 or 6) => body[1] is >= 1 and <= 13 or > 13 and < 32,
            _ => false,
        };
    }
}
