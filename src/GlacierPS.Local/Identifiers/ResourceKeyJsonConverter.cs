using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GlacierPS.Local.Identifiers;

/// <summary>A key in a journal: 32 hexadecimal digits.</summary>
internal sealed class ResourceKeyJsonConverter : JsonConverter<ResourceKey>
{
    private const int Digits = 2 * ResourceKey.Size;

    public override ResourceKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Digits];
        if (
            reader.HasValueSequence
            || reader.ValueSpan.Length != Digits
            || reader.CopyString(text) != Digits
            || !Utf8Parser.TryParse(text[..16], out ulong high, out int highLength, 'x')
            || highLength != 16
            || !Utf8Parser.TryParse(text[16..], out ulong low, out int lowLength, 'x')
            || lowLength != 16
        )
        {
            throw new JsonException("A key has 32 hexadecimal digits.");
        }

        return new ResourceKey(high, low);
    }

    public override void Write(Utf8JsonWriter writer, ResourceKey value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Digits];
        value.High.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
        value.Low.TryFormat(text[16..], out _, "x16", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }
}
