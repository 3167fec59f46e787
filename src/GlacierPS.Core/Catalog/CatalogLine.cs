using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// A line of the catalogue: JSON behind its checksum. Members of one letter, since there are millions: <c>k</c> how it
/// is known (inventory, upload, import, or gone), <c>t</c> when, <c>i</c> ID, <c>c</c> creation, <c>s</c> size,
/// <c>h</c> tree hash, <c>d</c> description; <c>n</c>, <c>m</c> and <c>w</c> are name, time and tool where the
/// description does not tell.
/// </summary>
internal static class CatalogLine
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static ReadOnlySpan<byte> Kinds => "iujg"u8;

    public static void Write(IBufferWriter<byte> output, CatalogChange change, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(scratch, s_options))
        {
            json.WriteStartObject();
            json.WriteString("k"u8, [change.Archive is { } known ? Kinds[(int)known.Evidence] : (byte)'g']);
            json.WriteString("t"u8, Text(change.At));
            if (change.Archive is { } archive)
            {
                WriteArchive(json, archive);
            }
            else
            {
                json.WriteString("i"u8, change.GoneId);
            }

            json.WriteEndObject();
        }

        CheckedLine.Write(output, scratch.WrittenSpan);
    }

    private static void WriteArchive(Utf8JsonWriter json, CatalogArchive archive)
    {
        json.WriteString("i"u8, archive.IdBytes);
        json.WriteString("c"u8, Text(archive.CreationDate));
        json.WriteNumber("s"u8, archive.SizeInBytes);
        if (archive.SHA256TreeHash is { } hash)
        {
            json.WriteString("h"u8, hash);
        }

        if (archive.DescriptionBytes.Length > 0)
        {
            json.WriteString("d"u8, archive.DescriptionBytes);
        }

        if (archive.Told is { } told)
        {
            json.WriteString("n"u8, told.Name);
            json.WriteNumber("w"u8, (int)told.WrittenBy);
            if (told.ModifiedTime is { } modified)
            {
                json.WriteString("m"u8, Text(modified));
            }
        }
    }

    /// <summary>Takes a line apart; false if it is not as it was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out CatalogFields fields)
    {
        fields = default;
        CatalogFields read = default;
        if (!CheckedLine.TryRead(line, out ReadOnlySpan<byte> json))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                byte member = reader.ValueSpan is [var letter] ? letter : (byte)0;
                if (!reader.Read() || !TryMember(member, ref reader, ref read))
                {
                    return false;
                }
            }

            fields = read;
            return read.Kind != 0 && !read.Id.IsEmpty;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Whole, but of another version's making.
            return false;
        }
    }

    private static bool TryMember(byte member, scoped ref Utf8JsonReader reader, scoped ref CatalogFields fields)
    {
        switch (member)
        {
            case (byte)'k':
                return reader.ValueSpan is [var kind] && (fields.Kind = kind) != 0 && Kinds.Contains(kind);
            case (byte)'t':
                return ArchiveFields.TryReadDate(reader.ValueSpan, out fields.At);
            case (byte)'i':
                fields.Id = Unescaped(ref reader);
                return true;
            case (byte)'c':
                return ArchiveFields.TryReadDate(reader.ValueSpan, out fields.Created);
            case (byte)'s':
                return reader.TryGetInt64(out fields.Size);
            case (byte)'h':
                return Sha256Digest.TryParse(reader.ValueSpan, out fields.TreeHash);
            case (byte)'d':
                fields.Description = Unescaped(ref reader);
                return Utf8.IsValid(fields.Description);
            case (byte)'n':
                fields.Name = reader.GetString();
                return true;
            case (byte)'m':
                fields.Modified = ArchiveFields.TryReadDate(reader.ValueSpan, out DateTime time) ? time : null;
                return true;
            case (byte)'w':
                fields.Tool = reader.TryGetInt32(out int tool) ? (ArchiveTool)tool : ArchiveTool.Unknown;
                return true;
            default:
                return reader.TrySkip();
        }
    }

    private static ReadOnlySpan<byte> Unescaped(scoped ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static string Text(DateTime time) => time.ToString(Time, CultureInfo.InvariantCulture);
}
