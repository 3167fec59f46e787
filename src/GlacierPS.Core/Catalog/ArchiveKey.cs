using System.Buffers.Binary;
using System.Numerics;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Stands for an archive's ID in tables of millions: 128 bits mixed out of all its characters, which the service chose
/// at random.
/// </summary>
internal readonly record struct ArchiveKey(ulong High, ulong Low)
{
    public static ArchiveKey Of(ReadOnlySpan<byte> id)
    {
        ulong high = 0x9E3779B97F4A7C15,
            low = 0xC2B2AE3D27D4EB4F ^ (ulong)id.Length;
        while (id.Length >= sizeof(ulong))
        {
            (high, low) = Mix(high, low, BinaryPrimitives.ReadUInt64LittleEndian(id));
            id = id[sizeof(ulong)..];
        }

        ulong rest = 1;
        foreach (byte character in id)
        {
            rest = rest << 8 | character;
        }

        (high, low) = Mix(high, low, rest);
        return new ArchiveKey(high, low);
    }

    private static (ulong High, ulong Low) Mix(ulong high, ulong low, ulong word) =>
        (
            BitOperations.RotateLeft((high ^ word) * 0x9FB21C651E98DF25, 29) + low,
            BitOperations.RotateLeft((low + word) * 0xD6E8FEB86659FD93, 37) ^ high
        );
}
