using System.Runtime.CompilerServices;
using System.Text;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories in AWS's own kind of CSV (glacier-api.md §6.8), which RFC 4180 readers get wrong: a quote within quotes
/// is <c>\"</c>, and a backslash is not escaped.
/// </summary>
internal sealed class CsvInventory(SlidingBuffer buffer, InventorySource source)
{
    public const string Header = "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash";

    public async IAsyncEnumerable<InventoryArchive> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        bool first = true;
        while (true)
        {
            int end = buffer.Unread.IndexOf((byte)'\n');
            if (end < 0 && !buffer.Ended)
            {
                await buffer.ReadMoreAsync(cancellationToken);
                continue;
            }

            if (end < 0 && buffer.Unread.IsEmpty)
            {
                // An empty inventory still has its first line.
                if (first)
                {
                    throw InventoryFormatException.Truncated(buffer.Position);
                }

                yield break;
            }

            int length = end < 0 ? buffer.Unread.Length : end;
            if (ReadLine(buffer.Unread[..length], first, last: end < 0) is { } archive)
            {
                yield return archive;
            }

            first = false;
            buffer.Consume(end < 0 ? length : length + 1);
        }
    }

    private InventoryArchive? ReadLine(ReadOnlySpan<byte> line, bool first, bool last)
    {
        line = line.TrimEnd((byte)'\r');
        bool isHeader = first && Encoding.UTF8.GetString(line).Replace("\"", "", StringComparison.Ordinal) == Header;
        return isHeader || line.IsEmpty ? null : Parse(line, last);
    }

    /// <summary>
    /// Only the second field can hold a comma, so that the line is taken apart from both of its ends and no quote
    /// needs to be matched with another.
    /// </summary>
    private InventoryArchive Parse(ReadOnlySpan<byte> line, bool last)
    {
        const byte comma = (byte)',';
        int afterId = line.IndexOf(comma);
        int beforeHash = line.LastIndexOf(comma);
        int beforeSize = beforeHash > 0 ? line[..beforeHash].LastIndexOf(comma) : -1;
        int beforeDate = beforeSize > 0 ? line[..beforeSize].LastIndexOf(comma) : -1;
        if (beforeDate <= afterId)
        {
            throw Wrong("a line has not the five fields of an archive", last);
        }

        var fields = new InventoryFields
        {
            ArchiveId = Field(line[..afterId]),
            Description = Field(line[(afterId + 1)..beforeDate]),
            CreationDate = Field(line[(beforeDate + 1)..beforeSize]),
            Size = ArchiveFields.TryReadSize(Field(line[(beforeSize + 1)..beforeHash]), out long size) ? size : -1,
            TreeHash = Field(line[(beforeHash + 1)..]),
        };
        return fields.ToArchive(source, out string? wrong) ?? throw Wrong(wrong!, last);
    }

    /// <summary>
    /// Without the quotes around it, and <c>\"</c> is <c>"</c>; any other backslash is one. In a field that a
    /// spreadsheet wrote anew a quote is doubled, which the service's own form cannot have.
    /// </summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'"', .., (byte)'"'])
        {
            return InventoryFields.Mend(text);
        }

        text = text[1..^1];
        if (text.IndexOf((byte)'"') < 0)
        {
            return InventoryFields.Mend(text);
        }

        string field = Encoding.UTF8.GetString(text);
        string quote = HasDoubledQuotes(field) ? "\"\"" : "\\\"";
        return Encoding.UTF8.GetBytes(field.Replace(quote, "\"", StringComparison.Ordinal));
    }

    private static bool HasDoubledQuotes(string field)
    {
        for (int i = field.IndexOf('"'); i >= 0; i = field.IndexOf('"', i + 2))
        {
            if (i + 1 == field.Length || field[i + 1] != '"')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A last line without its end was most likely cut off.</summary>
    private InventoryFormatException Wrong(string what, bool last) =>
        last
            ? InventoryFormatException.Truncated(buffer.Position + buffer.Unread.Length)
            : InventoryFormatException.Damaged(what, buffer.Position);
}
