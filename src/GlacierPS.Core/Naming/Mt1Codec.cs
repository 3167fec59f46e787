using System.Text;

namespace GlacierPS.Core.Naming;

/// <summary>
/// mt-aws-glacier's first form, <c>mt1 </c>, which encoded in UTF-8 twice by mistake: the characters that the first
/// decoding gives are themselves the bytes of UTF-8.
/// </summary>
internal static class Mt1Codec
{
    private const string Prefix = "mt1 ";

    public static ArchiveName? Read(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && Base64Text.Decode(text[Prefix.Length..]) is { } bytes
        && Base64Text.ToText(bytes) is { } characters
        && characters.All(c => c <= '\u00FF')
        && Base64Text.ToText(Encoding.Latin1.GetBytes(characters)) is { } json
            ? Mt2Codec.ReadJson(json)
            : null;
}
