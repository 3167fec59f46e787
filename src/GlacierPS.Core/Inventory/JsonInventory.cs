using System.Runtime.CompilerServices;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories in JSON: one object with <c>VaultARN</c>, <c>InventoryDate</c> and, after them, <c>ArchiveList</c>
/// (glacier-api.md §6.8). Read token by token; only one archive's object is ever held whole.
/// </summary>
internal sealed class JsonInventory(SlidingBuffer buffer, InventorySource source)
{
    private InventorySource _source = source;
    private JsonReaderState _state;
    private bool _inList;
    private bool _sawList;
    private bool _ended;

    public async IAsyncEnumerable<InventoryArchive> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            if (ReadOn() is { } archive)
            {
                yield return archive;
            }
            else if (!_ended)
            {
                if (buffer.Ended)
                {
                    throw InventoryFormatException.Truncated(buffer.Position + buffer.Unread.Length);
                }

                await buffer.ReadMoreAsync(cancellationToken);
            }
        }

        await RefuseMoreAsync(cancellationToken);
    }

    /// <summary>Reads to the end of the next archive. Null where the window ends before that, or the inventory does.</summary>
    private InventoryArchive? ReadOn()
    {
        var reader = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, _state);
        try
        {
            while (!_ended && TryReadItem(ref reader, out InventoryArchive? archive))
            {
                buffer.Consume((int)reader.BytesConsumed);
                _state = reader.CurrentState;
                if (archive is not null)
                {
                    return archive;
                }

                reader = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, _state);
            }

            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter is a string that is no UTF-8.
            throw InventoryFormatException.Damaged("it is not JSON", buffer.Position + reader.BytesConsumed, error);
        }
    }

    /// <summary>Reads one item: an archive of the list, a member of the object around it, or a bracket.</summary>
    private bool TryReadItem(ref Utf8JsonReader reader, out InventoryArchive? archive)
    {
        archive = null;
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when _inList:
                return TryReadArchive(ref reader, out archive);
            case JsonTokenType.EndArray when _inList:
                _inList = false;
                return true;
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                return true;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                _ended = _sawList ? true : throw Damaged("it has no ArchiveList", ref reader);
                return true;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1 && !_inList:
                return TryReadMember(ref reader);
            default:
                throw Damaged(_inList ? "ArchiveList holds something else than archives" : "it is not a JSON object", ref reader);
        }
    }

    private bool TryReadMember(ref Utf8JsonReader reader)
    {
        string name = reader.GetString()!;
        if (name == "ArchiveList")
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw Damaged("ArchiveList is not a list", ref reader);
            }

            _inList = _sawList = true;
            return true;
        }

        if (!reader.TrySkip())
        {
            return false;
        }

        if (name == "VaultARN" && reader.TokenType == JsonTokenType.String)
        {
            string arn = reader.GetString()!;
            string vault = VaultArn.VaultNameOf(arn);
            _source = _source with { VaultARN = arn, VaultName = vault.Length > 0 ? vault : _source.VaultName };
        }
        else if (name == "InventoryDate" && reader.TokenType == JsonTokenType.String
            && InventoryFields.TryReadDate(reader.GetString(), out DateTime date))
        {
            _source = _source with { InventoryDate = date };
        }

        return true;
    }

    private bool TryReadArchive(ref Utf8JsonReader reader, out InventoryArchive? archive)
    {
        archive = null;
        Utf8JsonReader begin = reader;
        if (!reader.TrySkip())
        {
            return false;
        }

        var fields = default(InventoryFields);
        while (begin.Read() && begin.TokenType != JsonTokenType.EndObject)
        {
            ReadField(ref begin, ref fields);
        }

        archive = fields.ToArchive(_source, out string? wrong) ?? throw Damaged(wrong!, ref begin);
        return true;
    }

    private static void ReadField(ref Utf8JsonReader reader, ref InventoryFields fields)
    {
        ReadOnlySpan<string> names = ["ArchiveId", "ArchiveDescription", "CreationDate", "Size", "SHA256TreeHash"];
        int field = 0;
        while (field < names.Length && !reader.ValueTextEquals(names[field]))
        {
            field++;
        }

        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.TrySkip();
            return;
        }

        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        switch (field)
        {
            case 0: fields.ArchiveId = text; break;
            case 1: fields.Description = text; break;
            case 2: fields.CreationDate = text; break;
            case 3 when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long size): fields.Size = size; break;
            case 4: fields.TreeHash = text; break;
        }
    }

    private async ValueTask RefuseMoreAsync(CancellationToken cancellationToken)
    {
        do
        {
            int blank = 0;
            while (blank < buffer.Unread.Length && buffer.Unread[blank] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                blank++;
            }

            buffer.Consume(blank);
            if (buffer.Unread.Length > 0)
            {
                throw InventoryFormatException.Damaged("something stands behind its end", buffer.Position);
            }

            await buffer.ReadMoreAsync(cancellationToken);
        }
        while (!buffer.Ended);
    }

    private InventoryFormatException Damaged(string what, ref Utf8JsonReader reader) =>
        InventoryFormatException.Damaged(what, buffer.Position + reader.TokenStartIndex);
}
