using System.Text;

namespace GlacierPS.Core.Naming;

/// <summary>
/// UTF-7 (RFC 2152) read leniently, since it was written carelessly: a run between <c>+</c> and <c>-</c> that is
/// no base64 of whole UTF-16 characters stays as it is.
/// </summary>
internal static class LenientUtf7
{
    public static string Decode(string text)
    {
        var decoded = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] != '+')
            {
                decoded.Append(text[at++]);
                continue;
            }

            int end = at + 1;
            while (end < text.Length && IsBase64(text[end]))
            {
                end++;
            }

            bool closed = end < text.Length && text[end] == '-';
            string run = text[(at + 1)..end];
            if (run.Length == 0 && closed)
            {
                decoded.Append('+');
            }
            else if (DecodeRun(run) is { } characters)
            {
                decoded.Append(characters);
            }
            else
            {
                decoded.Append('+').Append(run).Append(closed ? "-" : "");
            }

            at = closed ? end + 1 : end;
        }

        return decoded.ToString();
    }

    /// <summary>
    /// Null unless the run is whole UTF-16 characters in big-endian order and fewer than six zero bits (RFC 2152, rule
    /// 2).
    /// </summary>
    private static string? DecodeRun(string run)
    {
        if (run.Length == 0 || Base64Text.Decode(run) is not { } bytes || bytes.Length < 2)
        {
            return null;
        }

        int whole = bytes.Length & ~1;
        if (whole * 8 + 6 <= run.Length * 6 || (whole < bytes.Length && bytes[whole] != 0))
        {
            return null;
        }

        try
        {
            return new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true).GetString(
                bytes,
                0,
                whole
            );
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/';
}
