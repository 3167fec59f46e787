using System.Buffers;
using System.Text;

namespace GlacierPS.Local.Signing;

/// <summary>
/// Percent-encoding as SigV4 has it: every byte of UTF-8 but letters, digits and <c>-_.~</c>, in capital digits.
/// </summary>
internal static class UriEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    private static readonly SearchValues<char> Plain = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> PlainPath = SearchValues.Create(Unreserved + "/");

    /// <summary>Whether a path is the same however often it is encoded.</summary>
    public static bool IsPlainPath(string path) => !path.AsSpan().ContainsAnyExcept(PlainPath);

    /// <summary>Encodes a path that may have been encoded before; slashes stay.</summary>
    public static string EncodePath(string path) => Transcode(path, PlainPath, decode: false);

    /// <summary>Decodes a path and encodes it again; slashes stay, and so do encoded ones.</summary>
    public static string RecodePath(string path) => Transcode(path, PlainPath, decode: true);

    /// <summary>Decodes a name or value of a query, where a plus is a blank, and encodes it again.</summary>
    public static string RecodeQuery(string text) =>
        Transcode(text.Replace("+", "%20", StringComparison.Ordinal), Plain, decode: true);

    private static string Transcode(string text, SearchValues<char> kept, bool decode)
    {
        if (!text.AsSpan().ContainsAnyExcept(kept))
        {
            return text;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var encoded = new StringBuilder(utf8.Length + 32);
        for (int i = 0; i < utf8.Length; i++)
        {
            byte value = utf8[i];
            SearchValues<char> plain = kept;
            if (
                decode
                && value == '%'
                && i + 2 < utf8.Length
                && char.IsAsciiHexDigit((char)utf8[i + 1])
                && char.IsAsciiHexDigit((char)utf8[i + 2])
            )
            {
                value = (byte)((DigitOf(utf8[i + 1]) << 4) | DigitOf(utf8[i + 2]));
                plain = Plain;
                i += 2;
            }

            if (plain.Contains((char)value))
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append("0123456789ABCDEF"[value >> 4]).Append("0123456789ABCDEF"[value & 15]);
            }
        }

        return encoded.ToString();
    }

    private static int DigitOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
