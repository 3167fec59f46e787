using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace GlacierPS.Local.Identifiers;

/// <summary>
/// The 16 random bytes that stand for an archive, an upload, a job or a blob in memory and on disk. The long ID that
/// clients see is grown from it (<see cref="IdCodec"/>): a million IDs of 138 characters would fill 300 MB.
/// </summary>
[JsonConverter(typeof(ResourceKeyJsonConverter))]
internal readonly record struct ResourceKey(ulong High, ulong Low)
{
    public const int Size = 16;

    public byte FirstByte => (byte)(High >> 56);

    /// <summary>
    /// A new key. Its ID does not begin with a dash, which would read as an option on a command line.
    /// </summary>
    public static ResourceKey New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        do
        {
            RandomNumberGenerator.Fill(bytes);
        } while (bytes[0] >> 2 == 62);
        return FromBytes(bytes);
    }

    public static ResourceKey FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ResourceKey key)
    {
        key = default;
        if (
            text.Length != 2 * Size
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong low)
        )
        {
            return false;
        }

        key = new ResourceKey(high, low);
        return true;
    }

    /// <summary>The key is random: any of its bits make a hash.</summary>
    public override int GetHashCode() => (int)Low;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
