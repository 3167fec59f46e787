using System.Numerics;
using System.Runtime.InteropServices;

namespace GlacierPS.Core.Storage;

/// <summary>
/// The CRC-32C of a row's content, kept in a column of it: SQLite has no checksums of its pages, and serves a flipped
/// bit as a value. Fields are told apart by their lengths, and NULL from what is empty.
/// </summary>
public struct RowChecksum()
{
    private uint _crc = uint.MaxValue;

    /// <summary>The checksum of what was added; never negative.</summary>
    public readonly long Value => ~_crc;

    /// <summary>Adds a number.</summary>
    public RowChecksum Add(long value)
    {
        _crc = BitOperations.Crc32C(_crc, (ulong)value);
        return this;
    }

    /// <summary>Adds a number, or NULL.</summary>
    public RowChecksum Add(long? value) => value is { } number ? Add(1L).Add(number) : Add(0L);

    /// <summary>Adds a text in UTF-8, or a blob.</summary>
    public RowChecksum Add(ReadOnlySpan<byte> value)
    {
        _crc = BitOperations.Crc32C(_crc, (uint)value.Length);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(value);
        foreach (ulong word in words)
        {
            _crc = BitOperations.Crc32C(_crc, word);
        }

        foreach (byte rest in value[(words.Length * sizeof(ulong))..])
        {
            _crc = BitOperations.Crc32C(_crc, rest);
        }

        return this;
    }
}
