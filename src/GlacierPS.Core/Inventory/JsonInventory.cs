using System.Runtime.CompilerServices;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories in JSON: one object with <c>VaultARN</c>, <c>InventoryDate</c> and, after them, <c>ArchiveList</c>
/// (glacier-api.md §6.8), or that list alone, or its archives one after the other. Only one archive's object is ever
/// held whole.
/// </summary>
internal sealed class JsonInventory(SlidingBuffer buffer, InventorySource source)
{
    private InventorySource _source = source;
    private JsonArchiveList _list = new(buffer);
    private JsonReaderState _state;
    private bool _inList;
    private bool _sawList;
    private bool _ended;
    private bool _isBare;

    public async IAsyncEnumerable<InventoryArchive> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await BeginAsync(cancellationToken);
        while (!_ended)
        {
            if (ReadOn() is { } archive)
            {
                yield return archive;
            }
            else if (!_ended)
            {
                if (buffer.Ended && _list.EndsHere)
                {
                    yield break;
                }

                if (buffer.Ended)
                {
                    throw InventoryFormatException.Truncated(buffer.Position + buffer.Unread.Length);
                }

                await buffer.ReadMoreAsync(cancellationToken);
            }
        }

        await RefuseMoreAsync(cancellationToken);
    }

    /// <summary>Looks whether it is the list alone, or its archives without one.</summary>
    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int blank = buffer.Unread.IndexOfAnyExcept(" \t\r\n"u8);
            buffer.Consume(blank < 0 ? buffer.Unread.Length : blank);
            if (!buffer.Unread.IsEmpty && buffer.Unread[0] == (byte)'[')
            {
                buffer.Consume(1);
                (_isBare, _inList) = (true, true);
                return;
            }

            if (TryFirstMember(buffer.Unread, out bool isArchive) || buffer.Ended)
            {
                _inList = isArchive;
                _list = new JsonArchiveList(buffer, isSequence: isArchive);
                return;
            }

            await buffer.ReadMoreAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Whether the first member of an object is one of an archive; false where the window ends before that is known.
    /// </summary>
    private static bool TryFirstMember(ReadOnlySpan<byte> text, out bool isArchive)
    {
        isArchive = false;
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            if (!reader.Read() || (reader.TokenType == JsonTokenType.StartObject && !reader.Read()))
            {
                return false;
            }

            isArchive =
                reader.TokenType == JsonTokenType.PropertyName
                && reader.GetString()
                    is "ArchiveId"
                        or "ArchiveDescription"
                        or "CreationDate"
                        or "Size"
                        or "SHA256TreeHash";
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Told by the reader of the whole.
            return true;
        }
    }

    /// <summary>
    /// Reads to the end of the next archive. Null where the window ends before that, or the inventory does.
    /// </summary>
    private InventoryArchive? ReadOn()
    {
        if (_inList)
        {
            return ReadListed();
        }

        var reader = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, _state);
        try
        {
            while (!_ended && TryReadItem(ref reader))
            {
                buffer.Consume((int)reader.BytesConsumed);
                _state = reader.CurrentState;
                if (_inList)
                {
                    return ReadListed();
                }

                reader = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, _state);
            }

            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw NotJson(reader.BytesConsumed, error);
        }
    }

    private InventoryArchive? ReadListed()
    {
        InventoryArchive? archive = _list.Read(_source, out _inList);
        if (archive is null && !_inList && _isBare)
        {
            buffer.Consume(1);
            _ended = true;
            return null;
        }

        return archive is null && !_inList ? ReadOn() : archive;
    }

    /// <summary>An <see cref="InvalidOperationException"/> is a string that is no UTF-8.</summary>
    private InventoryFormatException NotJson(long consumed, Exception error) =>
        InventoryFormatException.Damaged("it is not JSON", buffer.Position + consumed, error);

    /// <summary>Reads one item: a member of the object around the list, or a bracket.</summary>
    private bool TryReadItem(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.EndArray when reader.CurrentDepth == 1:
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                return true;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                _ended = _sawList ? true : throw Damaged("it has no ArchiveList", ref reader);
                return true;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                return TryReadMember(ref reader);
            default:
                throw Damaged("it is not a JSON object", ref reader);
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
            _list = new JsonArchiveList(buffer);
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
        else if (
            name == "InventoryDate"
            && reader.TokenType == JsonTokenType.String
            && ArchiveFields.TryReadDate(reader.ValueSpan, out DateTime date)
        )
        {
            _source = _source with { InventoryDate = date };
        }

        return true;
    }

    private async ValueTask RefuseMoreAsync(CancellationToken cancellationToken)
    {
        do
        {
            int blank = 0;
            while (
                blank < buffer.Unread.Length
                && buffer.Unread[blank] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'
            )
            {
                blank++;
            }

            buffer.Consume(blank);
            if (buffer.Unread.Length > 0)
            {
                throw InventoryFormatException.Damaged("something stands behind its end", buffer.Position);
            }

            await buffer.ReadMoreAsync(cancellationToken);
        } while (!buffer.Ended);
    }

    private InventoryFormatException Damaged(string what, ref Utf8JsonReader reader) =>
        InventoryFormatException.Damaged(what, buffer.Position + reader.TokenStartIndex);
}
