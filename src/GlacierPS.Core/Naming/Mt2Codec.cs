using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
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
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ArchiveName? Read(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && Base64Text.Decode(text[Prefix.Length..]) is { } bytes
        && Base64Text.ToText(bytes) is { } json
            ? ReadJson(json)
            : null;

    /// <summary>
    /// The name and time of a description in exactly the form that is written here and by mt-aws-glacier: for lists of
    /// millions. False for any other, of which <see cref="Read"/> may still make something.
    /// </summary>
    internal static bool TryReadFast(
        ReadOnlySpan<byte> description,
        [NotNullWhen(true)] out string? name,
        out DateTime? modified
    )
    {
        name = null;
        modified = null;
        if (!description.StartsWith("mt2 "u8) || description.Length > GlacierLimits.DescriptionLength)
        {
            return false;
        }

        Span<byte> json = stackalloc byte[GlacierLimits.DescriptionLength];
        if (
            !Base64Text.TryDecode(description[Prefix.Length..], json, out int bytes)
            || !json.StartsWith("{\"filename\":\""u8)
        )
        {
            return false;
        }

        ReadOnlySpan<byte> rest = json["{\"filename\":\"".Length..bytes];
        int end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (
            end <= 0
            || rest[end] != (byte)'"'
            || !TryTime(rest[(end + 1)..], out modified)
            || rest[..end].IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0
            || !Utf8.IsValid(rest[..end])
        )
        {
            return false;
        }

        name = Encoding.UTF8.GetString(rest[..end]);
        return true;
    }

    /// <summary>Whether this is the rest of the JSON: a time as it is written here, or none.</summary>
    private static bool TryTime(ReadOnlySpan<byte> rest, out DateTime? modified)
    {
        modified = null;
        if (rest.SequenceEqual("}"u8))
        {
            return true;
        }

        if (
            rest.Length != ",\"mtime\":\"".Length + 18
            || !rest.StartsWith(",\"mtime\":\""u8)
            || !rest.EndsWith("\"}"u8)
            || !NameTime.TryReadBasic(rest[10..26], out DateTime time)
        )
        {
            return false;
        }

        modified = time;
        return true;
    }

    /// <summary>Reads the JSON that both of mt-aws-glacier's forms hold.</summary>
    internal static ArchiveName? ReadJson(string json)
    {
        if (JsonText.ReadObject(json) is not { } metadata || JsonText.Member(metadata, "filename") is not { } name)
        {
            return null;
        }

        string? time =
            metadata.TryGetProperty("mtime", out JsonElement value) && value.ValueKind == JsonValueKind.Number
                ? value.GetRawText()
                : JsonText.Member(metadata, "mtime");
        return time is not null && NameTime.Read(time) is null && NameTime.ReadEpochMilliseconds(time) is { } epoch
            ? new ArchiveName
            {
                Name = name,
                ModifiedTime = epoch,
                WrittenBy = ArchiveTool.GlacierInterface,
            }
            : new ArchiveName
            {
                Name = name,
                ModifiedTime = NameTime.Read(time),
                WrittenBy = ArchiveTool.MtAwsGlacier,
            };
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
                name,
                nameBytes,
                room - (json.WrittenCount - nameBytes),
                "bytes in UTF-8",
                NameFormat.Mt2
            );
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Base64Text.EncodeUrl(json.WrittenSpan)}");
    }
}
