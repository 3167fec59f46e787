using System.Globalization;
using System.Text;
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
            "ArchiveMetadata" => Named(root.Element("Path")?.Value),
            "m" when root.Element("v")?.Value.Trim() is "2" or "3" or "4" => WithContent(root),
            _ => null,
        };
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

    private static ArchiveName? WithContent(XElement root)
    {
        string[] content = (root.Element("ce")?.Value ?? "").Split(':');
        ArchiveName? name = Named(root.Element("p")?.Value);
        return name is null
            ? null
            : name with
            {
                ModifiedTime = NameTime.Read(root.Element("lm")?.Value),
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

    private static ArchiveName? Named(string? path) =>
        path is not null && Base64Text.Decode(path) is { } bytes && Base64Text.ToText(bytes) is { } name
            ? new ArchiveName { Name = name.Replace('\\', '/'), WrittenBy = ArchiveTool.FastGlacier }
            : null;

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
