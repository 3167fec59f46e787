using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>Text files that other programs wrote, in whatever encoding, as UTF-8.</summary>
public static class TextInput
{
    // Every encoding's mark of its byte order fits into it.
    private const int HeadLength = 4;

    /// <summary>
    /// A stream of UTF-8 over a file: one in UTF-16 or UTF-32 is told by its first bytes (PowerShell 5.1's <c>&gt;</c>
    /// writes UTF-16), any other has to be named. The file's position is that of the first character then.
    /// </summary>
    /// <param name="file">Read from its position to its end.</param>
    /// <param name="encoding">The encoding; null is UTF-8 unless the first bytes say another.</param>
    /// <param name="leaveOpen">Whether the file stays open when the stream, if it is another one, is closed.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream AsUtf8(Stream file, Encoding? encoding = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        long start = file.Position;
        Span<byte> head = stackalloc byte[HeadLength];
        int length = file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        (Encoding? told, int mark) = Detect(head[..length]);
        file.Position = start + mark;
        encoding = told ?? encoding;
        return encoding is null or UTF8Encoding
            ? file
            : Encoding.CreateTranscodingStream(file, Strict(encoding), new UTF8Encoding(false), leaveOpen);
    }

    /// <summary>
    /// The encoding that the first bytes say, and how many of them are no text; null if they say none.
    /// </summary>
    public static (Encoding? Encoding, int Mark) Detect(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            // No text begins with a zero: one of ASCII's characters in two bytes.
            [not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
            [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
            _ => (null, 0),
        };

    /// <summary>The lines of a stream that is UTF-8, without their ends.</summary>
    /// <exception cref="GlacierInputException">A line is not UTF-8, or not what -Encoding said.</exception>
    public static async IAsyncEnumerable<string> LinesAsync(
        Stream utf8,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // In Latin-1 a character is a byte, so that each line can be looked at as it is.
        using var reader = new StreamReader(utf8, Encoding.Latin1, false, bufferSize: 1 << 16, leaveOpen: true);
        for (long number = 1; await ReadLineAsync(reader, cancellationToken) is { } line; number++)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(line);
            yield return Utf8.IsValid(bytes)
                ? Encoding.UTF8.GetString(bytes)
                : throw NotUtf8($"Line {Digits.Of(number)}");
        }
    }

    /// <summary>The error for text that is not UTF-8.</summary>
    /// <param name="what">Which part of it, the first word of a sentence.</param>
    internal static GlacierInputException NotUtf8(string what) =>
        new(
            "EncodingNeeded",
            $"{what} is not UTF-8. Nothing was imported. Say with -Encoding how it was written, such as Latin1, "
                + "Windows-1252, KOI8-R or Shift_JIS."
        );

    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (DecoderFallbackException error)
        {
            throw NotEncoded(error);
        }
    }

    /// <summary>The error for bytes that the encoding that was named does not have.</summary>
    internal static GlacierInputException NotEncoded(DecoderFallbackException error) =>
        new(
            "EncodingWrong",
            $"The file is not in the encoding that was said: {error.Message} Nothing was imported. Say another one "
                + "with -Encoding.",
            error
        );

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
