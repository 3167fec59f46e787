using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories in JSON: one object with <c>VaultARN</c>, <c>InventoryDate</c> and, after them, <c>ArchiveList</c>
/// (glacier-api.md §6.8), or that list alone, or its archives one after the other. Only one archive's object is ever
/// held whole. Other programs write members in another order, by their names above all, where the list comes first.
/// </summary>
internal sealed class JsonInventory(SlidingBuffer buffer, InventorySource source)
{
    private const string Day = "InventoryDate";
    private const string Arn = "VaultARN";

    // What the inventory is to say once, as it says it.
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    private InventorySource _source = source;
    private JsonArchiveList _list = new(buffer);
    private JsonReaderState _state;
    private bool _inList;
    private bool _sawList;
    private bool _ended;
    private bool _isBare;
    private long _archives;
    private bool _isAhead;

    public async IAsyncEnumerable<InventoryArchive> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await BeginAsync(cancellationToken);
        while (!_ended)
        {
            if (ReadOn() is { } archive)
            {
                if (_archives++ == 0 && !_isBare && _sawList)
                {
                    archive = await WithLaterMembersAsync(archive, cancellationToken);
                }

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

    /// <summary>
    /// Looks up what stands behind the list, where the day or the vault was not said before it.
    /// </summary>
    /// <returns>The first archive, with that.</returns>
    private async ValueTask<InventoryArchive> WithLaterMembersAsync(
        InventoryArchive first,
        CancellationToken cancellationToken
    )
    {
        if (_source.Again is null || (_said.ContainsKey(Day) && _said.ContainsKey(Arn)))
        {
            return first;
        }

        await using Stream text = _source.Again();
        using var ahead = new SlidingBuffer(text);
        var members = new JsonInventory(
            ahead,
            _source with
            {
                Again = null,
                Warn = null,
                Named = null,
                Head = new InventoryHead(),
            }
        );
        try
        {
            await foreach (InventoryArchive _ in members.ReadAsync(cancellationToken))
            {
                // Only what is around them is wanted.
            }
        }
        catch (InventoryFormatException)
        {
            // Told, with its place, when the archives before it were given out.
            return first;
        }

        _source = _source with
        {
            VaultName = members._source.VaultName,
            VaultARN = members._source.VaultARN,
            InventoryDate = members._source.InventoryDate,
        };
        _isAhead = true;
        return new InventoryArchive(first.Fields, _source);
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

            if (_sawList)
            {
                throw Damaged("it has two lists of archives", ref reader);
            }

            _inList = _sawList = true;
            _list = new JsonArchiveList(buffer);
            return true;
        }

        if (!reader.TrySkip())
        {
            return false;
        }

        if (name is Day or Arn && reader.TokenType == JsonTokenType.String)
        {
            Take(name, reader.GetString()!, ref reader);
        }
        else if (name is Day or Arn && reader.TokenType != JsonTokenType.Null)
        {
            _source.Warn?.Invoke($"The inventory's {name} is no text, and counts for nothing.");
        }

        return true;
    }

    /// <summary>Takes what the inventory says of itself.</summary>
    private void Take(string name, string value, scoped ref Utf8JsonReader reader)
    {
        if (!_said.TryAdd(name, value))
        {
            if (_said[name] != value)
            {
                throw Damaged($"it has two different values of {name}", ref reader);
            }

            return;
        }

        InventorySource before = _source;
        DateTime date = default;
        if (name == Arn)
        {
            string vault = VaultArn.VaultNameOf(value);
            _source = before with { VaultARN = value, VaultName = vault.Length > 0 ? vault : before.VaultName };
        }
        else if (ArchiveFields.TryReadDate(Encoding.UTF8.GetBytes(value), out date))
        {
            _source = before with { InventoryDate = date };
        }
        else
        {
            before.Warn?.Invoke($"The inventory's {name} '{value}' is no date in ISO 8601, and counts for nothing.");
            return;
        }

        if (_source.Head is { } head)
        {
            (head.VaultARN, head.InventoryDate) = (
                name == Arn ? value : head.VaultARN,
                name == Day ? date : head.InventoryDate
            );
        }
        else if (_archives > 0 && !_isAhead)
        {
            _source.Warn?.Invoke(
                $"The inventory says its {name}, '{value}', behind its list: "
                    + $"{Quantity.Of(_archives, "archive was", "archives were")} read without it."
            );
        }
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
