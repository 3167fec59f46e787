using System.Globalization;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using System.Xml.Linq;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>
/// FastGlacier's forms: version 1 is <c>&lt;ArchiveMetadata&gt;&lt;Path&gt;</c>, versions 2 to 4 are
/// <c>&lt;m&gt;&lt;v&gt;4&lt;/v&gt;&lt;p&gt;path&lt;/p&gt;&lt;lm&gt;time&lt;/lm&gt;</c>
/// <c>&lt;ce&gt;compressed:encrypted:MD5:size&lt;/ce&gt;&lt;/m&gt;</c>,
/// paths in base64. A Windows tool: backslashes are separators.
/// </summary>
internal static class FastGlacierCodec
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        // No description is longer. The reader names every element that is left open: of 66,666 that took it seconds.
        MaxCharactersInDocument = 16 * GlacierLimits.DescriptionLength,
    };

    public static ArchiveName? Read(string text)
    {
        if (!text.StartsWith('<') || Parse(text) is not { } root)
        {
            return null;
        }

        return root.Name.LocalName switch
        {
            "ArchiveMetadata" => Decoded(root.Element("Path")?.Value),
            "m" when root.Element("v")?.Value.Trim() is "2" or "3" or "4" => Decoded(root.Element("p")?.Value)
                is { } name
                ? WithContent(name, NameTime.Read(root.Element("lm")?.Value), root.Element("ce")?.Value ?? "")
                : null,
            _ => null,
        };
    }

    /// <summary>
    /// Versions 2 to 4 as the tool writes them, with nothing between the elements, without an XML reader: which took
    /// more than half of the time that an inventory of a million such archives takes. Null for any other form.
    /// </summary>
    public static ArchiveName? ReadFast(ReadOnlySpan<byte> description)
    {
        ReadOnlySpan<byte> rest = description;
        if (
            description.Length > GlacierLimits.DescriptionLength
            || !TryTake(ref rest, "<m><v>"u8)
            || rest is not [>= (byte)'2' and <= (byte)'4', ..]
        )
        {
            return null;
        }

        rest = rest[1..];
        ReadOnlySpan<byte> time = default,
            content = default;
        Span<byte> bytes = stackalloc byte[GlacierLimits.DescriptionLength];
        if (
            !TryTake(ref rest, "</v><p>"u8)
            || !TryText(ref rest, "</p>"u8, out ReadOnlySpan<byte> path)
            || (TryTake(ref rest, "<lm>"u8) && !TryText(ref rest, "</lm>"u8, out time))
            || (TryTake(ref rest, "<ce>"u8) && !TryText(ref rest, "</ce>"u8, out content))
            || !rest.SequenceEqual("</m>"u8)
            || !Base64Text.TryDecode(path, bytes, out int length)
            || length == 0
            || !Utf8.IsValid(bytes[..length])
        )
        {
            return null;
        }

        return WithContent(
            Named(Encoding.UTF8.GetString(bytes[..length])),
            NameTime.TryReadBasic(time, out DateTime modified)
                ? modified
                : NameTime.Read(Encoding.ASCII.GetString(time)),
            Encoding.ASCII.GetString(content)
        );
    }

    public static string Write(string name, DateTime? lastModified)
    {
        string time = NameTime.Write(lastModified) is { } written ? $"<lm>{written}</lm>" : "";
        byte[] path = Encoding.UTF8.GetBytes(name);
        string description = $"<m><v>4</v><p>{Convert.ToBase64String(path)}</p>{time}</m>";
        if (description.Length > GlacierLimits.DescriptionLength)
        {
            int room = GlacierLimits.DescriptionLength - "<m><v>4</v><p></p></m>".Length - time.Length;
            throw ArchiveDescription.TooLong(name, path.Length, room / 4 * 3, "bytes in UTF-8", NameFormat.FastGlacier);
        }

        return description;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> expected)
    {
        bool isThere = rest.StartsWith(expected);
        rest = isThere ? rest[expected.Length..] : rest;
        return isThere;
    }

    /// <summary>Text up to the end of its element, without white space, entities or elements in it.</summary>
    private static bool TryText(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> end, out ReadOnlySpan<byte> text)
    {
        int length = rest.IndexOf((byte)'<');
        text = length < 0 ? default : rest[..length];
        rest = length < 0 ? rest : rest[length..];
        return length >= 0
            && TryTake(ref rest, end)
            && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            && text.IndexOfAny((byte)'&', (byte)'>') < 0;
    }

    private static ArchiveName WithContent(ArchiveName name, DateTime? modified, string said)
    {
        string[] content = said.Split(':');
        return name with
        {
            ModifiedTime = modified,
            Compressed = content[0].Trim() == "1",
            Encrypted = content.Length > 1 && content[1].Trim() == "1",
            OriginalSize =
                content.Length > 3
                && long.TryParse(content[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                    ? size
                    : null,
            OriginalMD5 =
                content.Length > 2 && content[2].Trim() is { Length: 32 } md5 && md5.All(char.IsAsciiHexDigit)
                    ? md5.ToLowerInvariant()
                    : null,
        };
    }

    private static ArchiveName? Decoded(string? path) =>
        path is not null && Base64Text.Decode(path) is { } bytes && Base64Text.ToText(bytes) is { } name
            ? Named(name)
            : null;

    private static ArchiveName Named(string path) =>
        new() { Name = path.Replace('\\', '/'), WrittenBy = ArchiveTool.FastGlacier };

    private static XElement? Parse(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), s_settings);
            return XDocument.Load(reader).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
