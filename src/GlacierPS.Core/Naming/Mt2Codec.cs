using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>
/// mt-aws-glacier's second form: <c>mt2 </c> and base64url of <c>{"filename","mtime"}</c>. glacier-interface writes the
/// same with padding and a time in milliseconds.
/// </summary>
internal static class Mt2Codec
{
    private const string Prefix = "mt2 ";

    // As mt-aws-glacier writes it: letters of any script as they are, for a name in Cyrillic would not fit otherwise.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ArchiveName? Read(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && Base64Text.Decode(text[Prefix.Length..]) is { } bytes
        && Base64Text.ToText(bytes) is { } json
            ? ReadJson(json)
            : null;

    /// <summary>Reads the JSON that both of mt-aws-glacier's forms hold.</summary>
    internal static ArchiveName? ReadJson(string json)
    {
        if (JsonText.ReadObject(json) is not { } metadata || JsonText.Member(metadata, "filename") is not { } name)
        {
            return null;
        }

        string? time = metadata.TryGetProperty("mtime", out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetRawText()
            : JsonText.Member(metadata, "mtime");
        return time is not null && NameTime.Read(time) is null && NameTime.ReadEpochMilliseconds(time) is { } epoch
            ? new ArchiveName { Name = name, ModifiedTime = epoch, WrittenBy = ArchiveTool.GlacierInterface }
            : new ArchiveName { Name = name, ModifiedTime = NameTime.Read(time), WrittenBy = ArchiveTool.MtAwsGlacier };
    }

    public static string Write(string name, DateTime? lastModified)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("filename", name);
            if (NameTime.Write(lastModified) is { } time)
            {
                writer.WriteString("mtime", time);
            }

            writer.WriteEndObject();
        }

        // Four characters hold three bytes, and without padding a rest of two or three holds one or two.
        int room = (GlacierLimits.DescriptionLength - Prefix.Length) * 3 / 4;
        if (json.WrittenCount > room)
        {
            int nameBytes = Base64Text.StrictUtf8.GetByteCount(name);
            throw ArchiveDescription.TooLong(
                name, nameBytes, room - (json.WrittenCount - nameBytes), "bytes in UTF-8", NameFormat.Mt2);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Base64Text.EncodeUrl(json.WrittenSpan)}");
    }
}
