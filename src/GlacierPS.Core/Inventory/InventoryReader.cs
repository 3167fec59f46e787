using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>Reads inventories of any size as a stream of archives, in constant memory (glacier-api.md §6.8).</summary>
public static class InventoryReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Opens an inventory that is a file, to be read once from its start to its end.</summary>
    public static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Reads an inventory in either form, told apart by its first character.</summary>
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

    private static async IAsyncEnumerable<InventoryArchive> ReadAsync(
        Stream stream,
        InventoryFormat? format,
        InventorySource source,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var buffer = new SlidingBuffer(stream);
        await buffer.ReadAtLeastAsync(ByteOrderMark.Length, cancellationToken);
        if (buffer.Unread.StartsWith(ByteOrderMark))
        {
            // The byte order mark of an editor on Windows.
            buffer.Consume(ByteOrderMark.Length);
        }

        format ??= await GuessAsync(buffer, cancellationToken);
        IAsyncEnumerable<InventoryArchive> archives =
            format == InventoryFormat.Json
                ? new JsonInventory(buffer, source).ReadAsync(cancellationToken)
                : new CsvInventory(buffer, source).ReadAsync(cancellationToken);
        await foreach (InventoryArchive archive in archives)
        {
            yield return archive;
        }
    }

    private static async ValueTask<InventoryFormat> GuessAsync(
        SlidingBuffer buffer,
        CancellationToken cancellationToken
    )
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
                return buffer.Unread[0] is (byte)'{' or (byte)'[' ? InventoryFormat.Json : InventoryFormat.Csv;
            }

            if (buffer.Ended)
            {
                throw InventoryFormatException.Truncated(buffer.Position);
            }

            await buffer.ReadMoreAsync(cancellationToken);
        }
    }
}
