using System.Text;

namespace GlacierPS.Core.Naming;

/// <summary>Percent-encoded text (RFC 3986), as fog-aws writes descriptions: <c>fog%20mp</c>.</summary>
internal static class PercentText
{
    /// <summary>
    /// The decoded text, if it can only be meant so: every <c>%</c> begins an escape, there is no blank, and the bytes
    /// are UTF-8. Otherwise the text as it is.
    /// </summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal) || text.Any(c => char.IsWhiteSpace(c) || !char.IsAscii(c)))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return text;
            }
        }

        return Base64Text.ToText([.. bytes]) ?? text;
    }
}
