using System.Globalization;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// A range of bytes, both ends included, as the protocol writes it: <c>0-1048575</c> is the first MiB.
/// </summary>
/// <param name="First">Offset of the first byte, from 0.</param>
/// <param name="Last">Offset of the last byte, not below <paramref name="First"/>.</param>
public readonly record struct ByteRange(long First, long Last)
{
    /// <summary>Number of bytes, at least 1.</summary>
    public long Length => Last - First + 1;

    /// <summary>The range of <paramref name="length"/> bytes (at least 1) from <paramref name="offset"/>.</summary>
    public static ByteRange At(long offset, long length) => new(offset, offset + length - 1);

    /// <summary>Reads <c>first-last</c>: two decimal numbers, the second not below the first.</summary>
    public static bool TryParse(string? text, out ByteRange range)
    {
        range = default;
        string[] ends = (text ?? "").Split('-');
        if (
            ends.Length != 2
            || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            || last < first
        )
        {
            return false;
        }

        range = new ByteRange(first, last);
        return true;
    }

    /// <summary>
    /// Reads <c>first-last</c>. PowerShell converts a text by it, so that a script can write a range.
    /// </summary>
    /// <exception cref="FormatException">It is not a range.</exception>
    public static ByteRange Parse(string text) =>
        TryParse(text, out ByteRange range)
            ? range
            : throw new FormatException($"'{text}' is not a range of bytes, such as 0-1048575.");

    /// <summary><c>first-last</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
