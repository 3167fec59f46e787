using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>Reads inventories of any size as a stream of archives, in constant memory (glacier-api.md §6.8).</summary>
public static class InventoryReader
{
    // A first line that is longer than this is that of no table of ours.
    private const int LongestHeader = 64 * 1024;

    /// <summary>What a first character tells.</summary>
    private enum Form
    {
        Json,
        Csv,
        Table,
    }

    /// <summary>Opens an inventory that is a file, to be read once from its start to its end.</summary>
    public static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>
    /// Reads an inventory in any form: the service's JSON or CSV, a table that a spreadsheet or Export-Csv made of it,
    /// a list of its archives in JSON or a line for each (<c>jq .ArchiveList</c>), in UTF-8 or UTF-16.
    /// </summary>
    /// <param name="stream">Read from its position to its end; left open.</param>
    /// <param name="source">What the inventory does not say itself.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    /// <exception cref="InventoryFormatException">
    /// The inventory is damaged or cut off; the archives before that are returned first.
    /// </exception>
    public static IAsyncEnumerable<InventoryArchive> ReadAsync(
        Stream stream,
        InventorySource? source = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadAsync(stream, null, source ?? new InventorySource(), cancellationToken);
    }

    /// <summary>Reads an inventory in a form that is known.</summary>
    /// <param name="stream">Read from its position to its end; left open.</param>
    /// <param name="format">The form.</param>
    /// <param name="source">What the inventory does not say itself.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    /// <exception cref="InventoryFormatException">
    /// The inventory is damaged or cut off; the archives before that are returned first.
    /// </exception>
    public static IAsyncEnumerable<InventoryArchive> ReadAsync(
        Stream stream,
        InventoryFormat format,
        InventorySource? source = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadAsync(stream, (InventoryFormat?)format, source ?? new InventorySource(), cancellationToken);
    }

    /// <summary>
    /// Whether a file is, by its beginning, an inventory in any of the forms: not one of its names alone, which says
    /// nothing of what is no longer there.
    /// </summary>
    /// <param name="utf8">UTF-8; read as far as needed.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    public static async Task<bool> IsInventoryAsync(Stream utf8, CancellationToken cancellationToken)
    {
        using var buffer = new SlidingBuffer(utf8);
        await buffer.ReadAtLeastAsync(4, cancellationToken);
        Form? form = buffer.Unread.IsEmpty ? null : await GuessAsync(buffer, cancellationToken);
        string line = FirstLine(buffer.Unread);
        return form == Form.Json
            || (form == Form.Table && !TableInventory.HasNames(line))
            || (form == Form.Csv && line.Replace("\"", "", StringComparison.Ordinal) == CsvInventory.Header);
    }

    private static async IAsyncEnumerable<InventoryArchive> ReadAsync(
        Stream stream,
        InventoryFormat? format,
        InventorySource source,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var raw = new SlidingBuffer(stream);
        await raw.ReadAtLeastAsync(4, cancellationToken);
        (Encoding? encoding, int mark) = TextInput.Detect(raw.Unread);
        raw.Consume(mark);
        if (encoding is null or UTF8Encoding)
        {
            await foreach (InventoryArchive archive in ReadAsync(raw, format, source, cancellationToken))
            {
                yield return archive;
            }

            yield break;
        }

        await using Stream utf8 = Encoding.CreateTranscodingStream(raw.Rest(), encoding, new UTF8Encoding(false));
        using var buffer = new SlidingBuffer(utf8);
        await foreach (InventoryArchive archive in ReadAsync(buffer, format, source, cancellationToken))
        {
            yield return archive;
        }
    }

    private static async IAsyncEnumerable<InventoryArchive> ReadAsync(
        SlidingBuffer buffer,
        InventoryFormat? format,
        InventorySource source,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Form form = format switch
        {
            InventoryFormat.Json => Form.Json,
            InventoryFormat.Csv => Form.Csv,
            _ => await GuessAsync(buffer, cancellationToken),
        };
        if (form == Form.Table)
        {
            string header = FirstLine(buffer.Unread);
            foreach (InventoryArchive archive in new TableInventory(source).Read(buffer.Rest(), header))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return archive;
            }

            yield break;
        }

        IAsyncEnumerable<InventoryArchive> archives =
            form == Form.Json
                ? new JsonInventory(buffer, source).ReadAsync(cancellationToken)
                : new CsvInventory(buffer, source).ReadAsync(cancellationToken);
        await foreach (InventoryArchive archive in archives)
        {
            yield return archive;
        }
    }

    private static async ValueTask<Form> GuessAsync(SlidingBuffer buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            int blank = 0;
            while (blank < buffer.Unread.Length && char.IsWhiteSpace((char)buffer.Unread[blank]))
            {
                blank++;
            }

            buffer.Consume(blank);
            if (!buffer.Unread.IsEmpty)
            {
                RefusePacked(buffer);
                return buffer.Unread[0] is (byte)'{' or (byte)'[' ? Form.Json
                    : await IsTableAsync(buffer, cancellationToken) ? Form.Table
                    : Form.Csv;
            }

            if (buffer.Ended)
            {
                throw InventoryFormatException.Truncated(buffer.Position);
            }

            await buffer.ReadMoreAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Whether it has the columns of an inventory, but is not the service's own CSV, which is read otherwise, and whose
    /// first line has no quotes: what Export-Csv makes of the service's columns has.
    /// </summary>
    private static async ValueTask<bool> IsTableAsync(SlidingBuffer buffer, CancellationToken cancellationToken)
    {
        while (!buffer.Ended && buffer.Unread.IndexOf((byte)'\n') < 0 && buffer.Unread.Length < LongestHeader)
        {
            await buffer.ReadMoreAsync(cancellationToken);
        }

        string line = FirstLine(buffer.Unread);
        return line != CsvInventory.Header && TableInventory.IsHeader(line);
    }

    private static string FirstLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]).TrimEnd('\r');
    }

    /// <summary>What has to be unpacked first is told as what it is.</summary>
    private static void RefusePacked(SlidingBuffer buffer)
    {
        string? what = buffer.Unread switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => "it is a ZIP file, such as a workbook of Excel; save it as CSV",
            [0x1F, 0x8B, ..] => "it is compressed by gzip; unpack it first",
            _ => null,
        };
        if (what is not null)
        {
            throw InventoryFormatException.Damaged(what, buffer.Position);
        }
    }
}
