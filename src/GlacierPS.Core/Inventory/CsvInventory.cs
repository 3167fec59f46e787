using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Inventories in AWS's own kind of CSV (glacier-api.md §6.8), which RFC 4180 readers get wrong: a quote within quotes
/// is <c>\"</c>, and a backslash is not escaped.
/// </summary>
internal sealed class CsvInventory(SlidingBuffer buffer, InventorySource source)
{
    private const string Header = "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash";

    public async IAsyncEnumerable<InventoryArchive> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
            string line = Encoding.UTF8.GetString(buffer.Unread[..length]).TrimEnd('\r');
            bool isHeader = first && line.Replace("\"", "", StringComparison.Ordinal) == Header;
            if (!isHeader && line.Length > 0)
            {
                yield return Parse(line, last: end < 0);
            }

            first = false;
            buffer.Consume(end < 0 ? length : length + 1);
        }
    }

    /// <summary>
    /// Only the second field can hold a comma, so that the line is taken apart from both of its ends and no quote
    /// needs to be matched with another.
    /// </summary>
    private InventoryArchive Parse(string line, bool last)
    {
        int afterId = line.IndexOf(',');
        int beforeHash = line.LastIndexOf(',');
        int beforeSize = beforeHash > 0 ? line.LastIndexOf(',', beforeHash - 1) : -1;
        int beforeDate = beforeSize > 0 ? line.LastIndexOf(',', beforeSize - 1) : -1;
        if (beforeDate <= afterId)
        {
            throw Wrong("a line has not the five fields of an archive", last);
        }

        var fields = new InventoryFields
        {
            ArchiveId = Field(line[..afterId]),
            Description = Field(line[(afterId + 1)..beforeDate]),
            CreationDate = Field(line[(beforeDate + 1)..beforeSize]),
            Size = long.TryParse(
                Field(line[(beforeSize + 1)..beforeHash]), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                    ? size
                    : null,
            TreeHash = Field(line[(beforeHash + 1)..]),
        };
        return fields.ToArchive(source, out string? wrong) ?? throw Wrong(wrong!, last);
    }

    /// <summary>Without the quotes around it, and <c>\"</c> is <c>"</c>; any other backslash is one.</summary>
    private static string Field(string text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"'
            ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal)
            : text;

    /// <summary>A last line without its end was most likely cut off.</summary>
    private InventoryFormatException Wrong(string what, bool last) => last
        ? InventoryFormatException.Truncated(buffer.Position + buffer.Unread.Length)
        : InventoryFormatException.Damaged(what, buffer.Position);
}
