using System.Text.Json;
using System.Text.Json.Serialization;

namespace GlacierPS.Local.Time;

/// <summary>A moment in a journal: its milliseconds as a number.</summary>
internal sealed class ServiceTimeJsonConverter : JsonConverter<ServiceTime>
{
    public override ServiceTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, ServiceTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Milliseconds);
}
