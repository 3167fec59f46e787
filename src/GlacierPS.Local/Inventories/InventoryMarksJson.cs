using System.Buffers;
using System.Text;
using System.Text.Json;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// <see cref="InventoryMarks"/> as JSON. Every vault that is opened has them: through the serializer, some 200 methods
/// for our own value types are compiled before a process lists its first vault.
/// </summary>
internal static class InventoryMarksJson
{
    /// <summary>What was written.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="KeyNotFoundException">A part of an inventory is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is no number.</exception>
    public static InventoryMarks Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static InventoryMarks Read(JsonElement marks) =>
        new(
            TimeOf(marks, "firstWrite"),
            TimeOf(marks, "lastWrite"),
            TimeOf(marks, "writtenSince"),
            Find(marks, "last") is { } last
                ? new InventorySnapshot(
                    new ServiceTime(last.GetProperty("date").GetInt64()),
                    last.GetProperty("sequence").GetInt64(),
                    TotalsOf(last.GetProperty("totals"))
                )
                : null
        );

    /// <summary>Writes what is known, and leaves out what is not.</summary>
    public static string Write(InventoryMarks marks)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            Write(writer, "firstWrite", marks.FirstWrite);
            Write(writer, "lastWrite", marks.LastWrite);
            Write(writer, "writtenSince", marks.WrittenSince);
            if (marks.Last is { } last)
            {
                writer.WriteStartObject("last");
                Write(writer, "date", last.Date);
                writer.WriteNumber("sequence", last.Sequence);
                writer.WriteStartObject("totals");
                writer.WriteNumber("count", last.Totals.Count);
                writer.WriteNumber("bytes", last.Totals.Bytes);
                writer.WriteNumber("json", last.Totals.JsonLength);
                writer.WriteNumber("csv", last.Totals.CsvLength);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, ServiceTime? time)
    {
        if (time is { } known)
        {
            writer.WriteNumber(name, known.Milliseconds);
        }
    }

    private static JsonElement? Find(JsonElement marks, string name) =>
        marks.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ServiceTime? TimeOf(JsonElement marks, string name) =>
        Find(marks, name) is { } value ? new ServiceTime(value.GetInt64()) : null;

    private static InventoryTotals TotalsOf(JsonElement totals) =>
        new(
            totals.GetProperty("count").GetInt64(),
            totals.GetProperty("bytes").GetInt64(),
            totals.GetProperty("json").GetInt64(),
            totals.GetProperty("csv").GetInt64()
        );
}
