using System.Globalization;
using System.Text.Json;

namespace GlacierPS.Core.Naming;

/// <summary>
/// CloudBerry's <c>{"Path","UTCDateModified","Flags"}</c>: the path in UTF-7; flag 1 is compressed, 2 encrypted. The
/// whole may be a JSON string that holds the JSON. A Windows tool: backslashes are separators. A blank path is no name.
/// </summary>
internal static class CloudBerryCodec
{
    public static ArchiveName? Read(string text)
    {
        if (
            !text.StartsWith('{')
            || (JsonText.ReadObject(text) ?? ReadEscaped(text)) is not { } metadata
            || (JsonText.Member(metadata, "Path") ?? JsonText.Member(metadata, "path")) is not { } path
            || string.IsNullOrWhiteSpace(path)
        )
        {
            return null;
        }

        long flags = FlagsOf(metadata);
        return new ArchiveName
        {
            Name = LenientUtf7.Decode(path).Replace('\\', '/'),
            ModifiedTime = NameTime.Read(JsonText.Member(metadata, "UTCDateModified")),
            WrittenBy = ArchiveTool.CloudBerry,
            Compressed = (flags & 1) != 0,
            Encrypted = (flags & 2) != 0,
        };
    }

    /// <summary>Detection has taken the outer quotes of a JSON string away, so that its escapes stand open.</summary>
    private static JsonElement? ReadEscaped(string text) =>
        JsonText.Unescape(text) is { } json ? JsonText.ReadObject(json) : null;

    private static long FlagsOf(JsonElement metadata) =>
        metadata.TryGetProperty("Flags", out JsonElement value)
        && long.TryParse(
            value.ValueKind == JsonValueKind.String ? JsonText.Member(metadata, "Flags") : value.GetRawText(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long flags
        )
            ? flags
            : 0;
}
