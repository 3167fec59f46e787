using System.Buffers.Binary;
using System.Text;
using GlacierPS.Core.Protocol;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// As much of SQLite's file format as it takes to read the rows of a table (https://www.sqlite.org/fileformat2.html):
/// the b-tree of its pages, overflow chains, records. A file that another program has open is read as it is on the
/// disk.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const int MaxDepth = 40;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly int _pageSize;
    private readonly int _usable;
    private readonly Encoding _encoding;
    private long _walked;

    public SqliteFile(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> head = stackalloc byte[100];
        int read = RandomAccess.Read(_file, head, 0);
        _pageSize = BinaryPrimitives.ReadUInt16BigEndian(head[16..]) is 1
            ? 65536
            : BinaryPrimitives.ReadUInt16BigEndian(head[16..]);
        _usable = _pageSize - head[20];
        _encoding = head[59] switch
        {
            2 => Encoding.Unicode,
            3 => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        if (read < head.Length || !head.StartsWith("SQLite format 3\0"u8) || _pageSize < 512 || _usable < 480)
        {
            _file.Dispose();
            throw new GlacierInputException("NotADatabase", $"'{path}' is not a SQLite database.");
        }
    }

    /// <summary>The rows of a table, as the values of the named columns; none if there is no such table.</summary>
    /// <exception cref="GlacierInputException">The file is damaged, or the table lacks a column.</exception>
    public IEnumerable<object?[]> Rows(string table, string[] columns)
    {
        // The schema is a table itself, whose root is the first page: type, name, tbl_name, rootpage, sql.
        foreach (object?[] entry in Walk(1, 0))
        {
            if (
                entry is ["table", string name, _, long root, string sql]
                && string.Equals(name, table, StringComparison.OrdinalIgnoreCase)
            )
            {
                string[] all = ColumnsOf(sql);
                int[] places =
                [
                    .. columns.Select(column =>
                        Array.FindIndex(all, other => string.Equals(other, column, StringComparison.OrdinalIgnoreCase))
                    ),
                ];
                if (places.Contains(-1))
                {
                    throw new GlacierInputException(
                        "NotAMapping",
                        $"The table {table} in '{_path}' has no column {columns[Array.IndexOf(places, -1)]}."
                    );
                }

                foreach (object?[] row in Walk(root, 0))
                {
                    yield return [.. places.Select(place => place < row.Length ? row[place] : null)];
                }
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The names before the types in <c>create table t(a text, "b" integer)</c>.</summary>
    private static string[] ColumnsOf(string sql) =>
        [
            .. sql[(sql.IndexOf('(', StringComparison.Ordinal) + 1)..]
                .Split(',')
                .Select(column => column.Trim().Split(' ', '\t', '\n', ')')[0].Trim('"', '`', '[', ']', '\'')),
        ];

    private IEnumerable<object?[]> Walk(long number, int depth)
    {
        // No page is met twice in a sound file: one that leads in a circle ends here.
        byte[] page =
            ++_walked <= 2 + 2 * RandomAccess.GetLength(_file) / _pageSize ? Page(number) : throw Damaged(number);
        int at = number == 1 ? 100 : 0;
        int cells = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(at + 3));
        bool isLeaf = page[at] == 13;
        int pointers = at + (isLeaf ? 8 : 12);
        if ((!isLeaf && page[at] != 5) || depth > MaxDepth || pointers + 2 * cells > page.Length)
        {
            throw Damaged(number);
        }

        for (int cell = 0; cell < cells; cell++)
        {
            int place = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(pointers + 2 * cell));
            if (place < pointers || place > page.Length - 4)
            {
                throw Damaged(number);
            }

            if (isLeaf)
            {
                yield return Record(page, place, number);
            }
            else
            {
                foreach (object?[] row in Walk(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(place)), depth + 1))
                {
                    yield return row;
                }
            }
        }

        if (!isLeaf)
        {
            foreach (object?[] row in Walk(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + 8)), depth + 1))
            {
                yield return row;
            }
        }
    }

    private object?[] Record(byte[] page, int at, long number)
    {
        try
        {
            long length = Varint(page, ref at);
            Varint(page, ref at);
            return Values(Payload(page, at, length, number));
        }
        catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Damaged(number, error);
        }
    }

    /// <summary>What of a record lies in its page, and the rest of it in a chain of others.</summary>
    private byte[] Payload(byte[] page, int at, long length, long number)
    {
        if (length > RandomAccess.GetLength(_file))
        {
            throw Damaged(number);
        }

        int least = (_usable - 12) * 32 / 255 - 23;
        long spilled = least + (length - least) % (_usable - 4);
        int inside = length <= _usable - 35 ? (int)length : (int)(spilled <= _usable - 35 ? spilled : least);
        var payload = new byte[length];
        page.AsSpan(at, inside).CopyTo(payload);
        long next = inside < length ? BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + inside)) : 0;
        for (int filled = inside; filled < length; )
        {
            byte[] more = Page(next);
            int taken = (int)Math.Min(length - filled, _usable - 4);
            more.AsSpan(4, taken).CopyTo(payload.AsSpan(filled));
            filled += taken;
            next = BinaryPrimitives.ReadUInt32BigEndian(more);
        }

        return payload;
    }

    private object?[] Values(byte[] record)
    {
        int at = 0;
        int end = checked((int)Varint(record, ref at));
        int place = end;
        var values = new List<object?>();
        while (at < end)
        {
            long type = Varint(record, ref at);
            int size = type switch
            {
                <= 4 => (int)type,
                5 => 6,
                6 or 7 => 8,
                < 12 => 0,
                _ => checked((int)((type - 12) / 2)),
            };
            ReadOnlySpan<byte> bytes = record.AsSpan(place, size);
            values.Add(
                type switch
                {
                    0 => null,
                    <= 6 => Integer(bytes),
                    7 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
                    8 => 0L,
                    9 => 1L,
                    _ when type % 2 == 1 => _encoding.GetString(bytes),
                    _ => bytes.ToArray(),
                }
            );
            place += size;
        }

        return [.. values];
    }

    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        long value = (sbyte)bytes[0];
        foreach (byte next in bytes[1..])
        {
            value = value << 8 | next;
        }

        return value;
    }

    /// <summary>Seven bits a byte, the first ones first; a ninth byte gives eight.</summary>
    private static long Varint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (int i = 0; i < 8; i++)
        {
            byte next = bytes[at++];
            value = value << 7 | (next & 0x7FL);
            if (next < 0x80)
            {
                return value;
            }
        }

        return value << 8 | bytes[at++];
    }

    private byte[] Page(long number)
    {
        var page = new byte[_pageSize];
        return number > 0 && RandomAccess.Read(_file, page, (number - 1) * _pageSize) == _pageSize
            ? page
            : throw Damaged(number);
    }

    private GlacierInputException Damaged(long page, Exception? error = null) =>
        new("DatabaseDamaged", $"'{_path}' is damaged in its page {page:N0}. Nothing was imported.", error);
}
