using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Entries of the tables of names and IDs, kept in memory until there are many, and then written in the tables' order:
/// in no order, a table that does not fit in memory is read and written a page for each of them.
/// </summary>
internal sealed class SortedEntries(Database database) : IDisposable
{
    // 40 bytes each, and the names' own: some 20 MB. Names of a folder mostly come together.
    private const int MostNames = 250_000;

    // 24 bytes each. IDs are chance, so that each time all of their table is written anew.
    private const int MostIds = 1_000_000;

    private const int NameColumns = 8;
    private const int IdColumns = 2;
    private const int Rows = 32;

    private readonly DatabaseStatement _insertName = database.Prepare(
        DatabaseStatement.Insert("names", NameColumns, 1)
    );
    private readonly DatabaseStatement _insertNames = database.Prepare(
        DatabaseStatement.Insert("names", NameColumns, Rows)
    );
    private readonly DatabaseStatement _insertId = database.Prepare(
        DatabaseStatement.Insert("archive_ids", IdColumns, 1)
    );
    private readonly DatabaseStatement _insertIds = database.Prepare(
        DatabaseStatement.Insert("archive_ids", IdColumns, Rows)
    );

    private Name[] _names = new Name[1024];
    private Id[] _ids = new Id[1024];
    private byte[] _text = new byte[32 * 1024];
    private int _nameCount;
    private int _idCount;
    private int _textLength;

    [StructLayout(LayoutKind.Auto)]
    private struct Name
    {
        public long Folder;
        public long Archive;
        public long Checksum;
        public int Offset;
        public ushort KeyLength;
        public ushort WrittenLength;
    }

    private readonly record struct Id(ulong High, ulong Low, long Archive) : IComparable<Id>
    {
        public int CompareTo(Id other) =>
            High != other.High ? High.CompareTo(other.High)
            : Low != other.Low ? Low.CompareTo(other.Low)
            : Archive.CompareTo(other.Archive);
    }

    /// <summary>Adds a name that the description says; false if it is too long to be kept here.</summary>
    public bool TryAdd(in NameRow row, long checksum)
    {
        if (row.Key.Length > ushort.MaxValue || row.Written.Length > ushort.MaxValue)
        {
            return false;
        }

        int length = row.Key.Length + row.Written.Length;
        if (_nameCount == MostNames || _textLength > int.MaxValue / 2 - length)
        {
            WriteNames();
        }

        Grow(ref _names, _nameCount + 1, MostNames);
        Grow(ref _text, _textLength + length, int.MaxValue / 2);
        row.Key.CopyTo(_text.AsSpan(_textLength));
        row.Written.CopyTo(_text.AsSpan(_textLength + row.Key.Length));
        _names[_nameCount++] = new Name
        {
            Folder = row.Folder,
            Archive = row.Archive,
            Checksum = checksum,
            Offset = _textLength,
            KeyLength = (ushort)row.Key.Length,
            WrittenLength = (ushort)row.Written.Length,
        };
        _textLength += length;
        return true;
    }

    /// <summary>Adds the first bytes of an ID, of which none is NUL.</summary>
    public void Add(ReadOnlySpan<byte> start, long archive)
    {
        if (_idCount == MostIds)
        {
            WriteIds();
        }

        Grow(ref _ids, _idCount + 1, MostIds);
        Span<byte> padded = stackalloc byte[16];
        padded.Clear();
        start.CopyTo(padded);
        _ids[_idCount++] = new Id(
            BinaryPrimitives.ReadUInt64BigEndian(padded),
            BinaryPrimitives.ReadUInt64BigEndian(padded[8..]),
            archive
        );
    }

    /// <summary>Writes what is left.</summary>
    public void Write()
    {
        WriteIds();
        WriteNames();
        (_names, _ids, _text) = ([], [], []);
    }

    public void Dispose()
    {
        _insertName.Dispose();
        _insertNames.Dispose();
        _insertId.Dispose();
        _insertIds.Dispose();
    }

    private void WriteIds()
    {
        _ids.AsSpan(0, _idCount).Sort();
        Span<byte> start = stackalloc byte[16];
        for (int done = 0; done < _idCount; )
        {
            int rows = _idCount - done < Rows ? 1 : Rows;
            DatabaseStatement insert = rows == 1 ? _insertId : _insertIds;
            for (int parameter = 1; parameter < rows * IdColumns; parameter += IdColumns)
            {
                Id id = _ids[done++];
                BinaryPrimitives.WriteUInt64BigEndian(start, id.High);
                BinaryPrimitives.WriteUInt64BigEndian(start[8..], id.Low);
                insert.BindUtf8(parameter, start.TrimEnd((byte)0)).Bind(parameter + 1, id.Archive);
            }

            insert.Run();
        }

        _idCount = 0;
    }

    private void WriteNames()
    {
        byte[] text = _text;
        _names
            .AsSpan(0, _nameCount)
            .Sort(
                (one, other) =>
                {
                    int order = one.Folder.CompareTo(other.Folder);
                    if (order == 0)
                    {
                        order = text.AsSpan(one.Offset, one.KeyLength)
                            .SequenceCompareTo(text.AsSpan(other.Offset, other.KeyLength));
                    }

                    return order != 0 ? order : one.Archive.CompareTo(other.Archive);
                }
            );
        for (int done = 0; done < _nameCount; )
        {
            int rows = _nameCount - done < Rows ? 1 : Rows;
            DatabaseStatement insert = rows == 1 ? _insertName : _insertNames;
            for (int parameter = 1; parameter < rows * NameColumns; parameter += NameColumns)
            {
                ref readonly Name name = ref _names[done++];
                insert
                    .Bind(parameter, name.Folder)
                    .BindUtf8(parameter + 1, text.AsSpan(name.Offset, name.KeyLength))
                    .Bind(parameter + 2, name.Archive)
                    .BindUtf8(parameter + 3, text.AsSpan(name.Offset + name.KeyLength, name.WrittenLength))
                    .Bind(parameter + 4, 0)
                    .Bind(parameter + 5, (long?)null)
                    .Bind(parameter + 6, (long?)null)
                    .Bind(parameter + 7, name.Checksum);
            }

            insert.Run();
        }

        (_nameCount, _textLength) = (0, 0);
    }

    private static void Grow<T>(ref T[] array, int needed, int most)
    {
        if (needed > array.Length)
        {
            Array.Resize(ref array, Math.Max(needed, Math.Min(2 * array.Length, most)));
        }
    }
}
