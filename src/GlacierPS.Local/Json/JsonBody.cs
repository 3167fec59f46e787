using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Json;

/// <summary>
/// Writes the service's JSON: compact UTF-8, nulls explicit (glacier-api.md §1.4). Callers write keys in alphabetical
/// order, capitals first, as the live service was seen to do.
/// </summary>
internal static class JsonBody
{
    /// <summary>
    /// Only quotes, backslashes and controls are escaped, as on the live service; no HTML is ever near.
    /// </summary>
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>(4096);
        Utf8JsonWriter writer = t_writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Writes a date with milliseconds, the form of all dates outside inventories (glacier-api.md §1.4); null is null.
    /// </summary>
    public static void WriteDate(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ServiceTime? time)
    {
        if (time is { } known)
        {
            Span<byte> text = stackalloc byte[ServiceTime.MillisecondsLength];
            known.FormatMilliseconds(text);
            json.WriteString(name, text);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a number; null is null.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
