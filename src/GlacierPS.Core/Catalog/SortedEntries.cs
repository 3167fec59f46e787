using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Entries of the tables of names and IDs, kept in memory until there are many, and then written in the tables' order:
/// in no order, a table that does not fit in memory is read and written a page for each of them.
/// </summary>
internal sealed class SortedEntries(DatabaseStatement insertName, DatabaseStatement insertId)
{
    // 40 and 24 bytes each, and the names' own: some 25 MB.
    private const int Most = 250_000;

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
        if (_nameCount == Most || _textLength > int.MaxValue / 2 - length)
        {
            WriteNames();
        }

        Grow(ref _names, _nameCount + 1, Most);
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
        if (_idCount == Most)
        {
            WriteIds();
        }

        Grow(ref _ids, _idCount + 1, Most);
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

    private void WriteIds()
    {
        _ids.AsSpan(0, _idCount).Sort();
        Span<byte> start = stackalloc byte[16];
        foreach (Id id in _ids.AsSpan(0, _idCount))
        {
            BinaryPrimitives.WriteUInt64BigEndian(start, id.High);
            BinaryPrimitives.WriteUInt64BigEndian(start[8..], id.Low);
            insertId.BindUtf8(1, start.TrimEnd((byte)0)).Bind(2, id.Archive).Run();
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
        foreach (Name name in _names.AsSpan(0, _nameCount))
        {
            insertName
                .Bind(1, name.Folder)
                .BindUtf8(2, text.AsSpan(name.Offset, name.KeyLength))
                .Bind(3, name.Archive)
                .BindUtf8(4, text.AsSpan(name.Offset + name.KeyLength, name.WrittenLength))
                .Bind(5, 0)
                .Bind(6, (long?)null)
                .Bind(7, (long?)null)
                .Bind(8, name.Checksum)
                .Run();
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
