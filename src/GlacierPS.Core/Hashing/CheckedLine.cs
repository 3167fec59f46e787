using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// A line that tells whether it is whole: the CRC-32C of its JSON in eight hexadecimal digits, a space, the JSON, a
/// line feed. JSON as it is written here has no line feed inside.
/// </summary>
public static class CheckedLine
{
    private const int Head = 9;
    private const byte LineFeed = (byte)'\n';

    /// <summary>Writes a line.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        Span<byte> line = output.GetSpan(Head + json.Length + 1);
        Crc32C.Of(json).TryFormat(line, out _, "x8", CultureInfo.InvariantCulture);
        line[Head - 1] = (byte)' ';
        json.CopyTo(line[Head..]);
        line[Head + json.Length] = LineFeed;
        output.Advance(Head + json.Length + 1);
    }

    /// <summary>Reads a line without its line feed; false if it is not as it was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> json)
    {
        json = line.Length > Head ? line[Head..] : default;
        return line.Length > Head
            && line[Head - 1] == (byte)' '
            && Utf8Parser.TryParse(line[..(Head - 1)], out uint crc, out int digits, 'x')
            && digits == Head - 1
            && line[..(Head - 1)].IndexOfAnyInRange((byte)'A', (byte)'F') < 0
            && crc == Crc32C.Of(json);
    }
}
