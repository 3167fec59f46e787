using System.Text.Json;
using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Storage;

/// <summary>A hash in a journal: 64 hexadecimal digits, to be compared by eye with what clients show.</summary>
internal sealed class StoredHashJsonConverter : JsonConverter<StoredHash>
{
    private const int Digits = 2 * Sha256Digest.Size;

    public override StoredHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length != Digits)
        {
            throw new JsonException("A SHA-256 has 64 hexadecimal digits.");
        }

        Span<byte> bytes = stackalloc byte[Sha256Digest.Size];
        ReadOnlySpan<byte> text = reader.ValueSpan;
        for (int i = 0; i < bytes.Length; i++)
        {
            int high = HexDigit(text[2 * i]);
            int low = HexDigit(text[2 * i + 1]);
            if ((high | low) < 0)
            {
                throw new JsonException("A SHA-256 has 64 hexadecimal digits.");
            }

            bytes[i] = (byte)(high << 4 | low);
        }

        return new StoredHash(Sha256Digest.FromBytes(bytes));
    }

    public override void Write(Utf8JsonWriter writer, StoredHash value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Digits];
        HexText.Write(value.Digest, text);
        writer.WriteStringValue(text);
    }

    private static int HexDigit(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            _ => -1,
        };
}
