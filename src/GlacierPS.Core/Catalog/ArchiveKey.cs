using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GlacierPS.Core.Catalog;

/// <summary>Stands for an archive's ID in tables of millions: the first 16 bytes of the ID's SHA-256.</summary>
internal readonly record struct ArchiveKey(ulong High, ulong Low)
{
    public static ArchiveKey Of(ReadOnlySpan<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return new ArchiveKey(
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt64BigEndian(hash[8..])
        );
    }
}
