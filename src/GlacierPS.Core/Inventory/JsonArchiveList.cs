using System.Text.Json;
using System.Text.Unicode;

namespace GlacierPS.Core.Inventory;

/// <summary>What stands between the brackets of <c>ArchiveList</c> (glacier-api.md §6.8).</summary>
/// <param name="buffer">At the list's first archive.</param>
/// <param name="isSequence">Whether blanks alone are between archives, and the text's end is the list's.</param>
internal sealed class JsonArchiveList(SlidingBuffer buffer, bool isSequence = false)
{
    // An archive's members. Names are those that Export-GlacierCatalog writes beside the description.
    private const int OtherField = 6;

    private static readonly string[] s_fields =
    [
        "ArchiveId",
        "ArchiveDescription",
        "CreationDate",
        "Size",
        "SHA256TreeHash",
        "Names",
    ];

    private byte[] _escapes = [];
    private int _escaped;
    private bool _listed;

    /// <summary>Whether the list may end where the window does: a sequence, behind an archive.</summary>
    public bool EndsHere => isSequence && _listed && buffer.Unread.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>
    /// Reads the next archive. Null where the window ends before it does, or the list ends: its bracket is left for the
    /// reader of what is around the list, to which it is as good as an empty one.
    /// </summary>
    public InventoryArchive? Read(InventorySource source, out bool goesOn)
    {
        ReadOnlySpan<byte> text = buffer.Unread;
        int at = 0;
        goesOn = true;
        bool sawComma = false;
        if (isSequence)
        {
            int start = text.IndexOfAnyExcept(" \t\r\n"u8);
            return start < 0 ? null : ReadAt(source, text, start);
        }

        while (
            at < text.Length
            && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)']'
        )
        {
            if (text[at] == (byte)']' && !sawComma)
            {
                goesOn = false;
                buffer.Consume(at);
                return null;
            }

            if (text[at] is (byte)']' || (text[at] == (byte)',' && (sawComma || !_listed)))
            {
                throw InventoryFormatException.Damaged(
                    "it is not JSON: a comma has no archive beside it",
                    buffer.Position + at
                );
            }

            sawComma |= text[at] == (byte)',';
            at++;
        }

        if (at == text.Length)
        {
            return null;
        }

        if (_listed && !sawComma)
        {
            throw InventoryFormatException.Damaged(
                "it is not JSON: two archives have no comma between them",
                buffer.Position + at
            );
        }

        return ReadAt(source, text, at);
    }

    private InventoryArchive? ReadAt(InventorySource source, ReadOnlySpan<byte> text, int at)
    {
        InventoryFields fields = InventoryFields.None;
        InventoryArchive? archive = JsonArchive.TryRead(text[at..], ref fields, out int length)
            ? fields.ToArchive(source, out string? wrong)
                ?? throw InventoryFormatException.Damaged(wrong!, buffer.Position + at)
            : ReadWritten(source, text[at..], buffer.Position + at, out length);
        if (archive is not null)
        {
            _listed = true;
            buffer.Consume(at + length);
        }

        return archive;
    }

    /// <summary>
    /// Reads an archive that is written in any way that JSON allows. Null where the window ends before it does.
    /// </summary>
    private InventoryArchive? ReadWritten(
        InventorySource source,
        ReadOnlySpan<byte> text,
        long position,
        out int length
    )
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        length = 0;
        try
        {
            if (!reader.Read())
            {
                return null;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw InventoryFormatException.Damaged("ArchiveList holds something else than archives", position);
            }

            InventoryArchive? archive = ReadArchive(source, ref reader, position);
            length = (int)reader.BytesConsumed;
            return archive;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw InventoryFormatException.Damaged("it is not JSON", position + reader.BytesConsumed, error);
        }
    }

    /// <summary>Null where the window ends before the archive does: it is read again from its beginning then.</summary>
    private InventoryArchive? ReadArchive(InventorySource source, ref Utf8JsonReader reader, long position)
    {
        InventoryFields fields = InventoryFields.None;
        _escaped = 0;
        var names = new List<string>();
        int seen = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                InventoryArchive archive =
                    fields.ToArchive(source, out string? wrong)
                    ?? throw InventoryFormatException.Damaged(wrong!, position + reader.TokenStartIndex);
                TellNames(source, archive, names);
                return archive;
            }

            int field = FieldOf(ref reader);
            if (!TryReadField(ref reader, field, ref fields, names))
            {
                return null;
            }

            if (field < OtherField && (seen & (1 << field)) != 0)
            {
                throw InventoryFormatException.Damaged(
                    $"an archive has its {s_fields[field]} twice",
                    position + reader.TokenStartIndex
                );
            }

            seen |= 1 << field;
        }

        return null;
    }

    /// <summary>Names that are none but the description's say nothing new.</summary>
    private static void TellNames(InventorySource source, InventoryArchive archive, List<string> names)
    {
        if (source.Named is { } told && names.Count > 0 && (names.Count > 1 || names[0] != archive.Name))
        {
            told(archive.ArchiveId, names);
        }
    }

    /// <summary>Which member of an archive a reader stands on.</summary>
    private static int FieldOf(scoped ref Utf8JsonReader reader)
    {
        for (int field = 0; field < OtherField; field++)
        {
            if (reader.ValueTextEquals(s_fields[field]))
            {
                return field;
            }
        }

        return OtherField;
    }

    private bool TryReadField(
        scoped ref Utf8JsonReader reader,
        int field,
        scoped ref InventoryFields fields,
        List<string> names
    )
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (field)
        {
            case 0:
                fields.ArchiveId = TextOf(ref reader);
                break;
            case 1:
                fields.Description = TextOf(ref reader);
                break;
            case 2:
                fields.CreationDate = TextOf(ref reader);
                break;
            case 3:
                fields.Size = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long size) ? size : -1;
                break;
            case 4:
                fields.TreeHash = TextOf(ref reader);
                break;
            case 5 when reader.TokenType == JsonTokenType.StartArray:
                return TryReadNames(ref reader, names);
        }

        return reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || reader.TrySkip();
    }

    private static bool TryReadNames(scoped ref Utf8JsonReader reader, List<string> names)
    {
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndArray:
                    return true;
                case JsonTokenType.String:
                    names.Add(reader.GetString()!);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray when !reader.TrySkip():
                    return false;
            }
        }

        return false;
    }

    /// <summary>The text of a string, where it lies if it has no escapes; nothing for anything else.</summary>
    private ReadOnlySpan<byte> TextOf(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return [];
        }

        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan)
                ? reader.ValueSpan
                : throw new InvalidOperationException("A string is no UTF-8.");
        }

        // The spans of one archive's fields must not overwrite each other.
        if (_escapes.Length - _escaped < reader.ValueSpan.Length)
        {
            _escapes = new byte[2 * reader.ValueSpan.Length + 8192];
            _escaped = 0;
        }

        Span<byte> text = _escapes.AsSpan(_escaped);
        int length = reader.CopyString(text);
        _escaped += length;
        return text[..length];
    }
}
