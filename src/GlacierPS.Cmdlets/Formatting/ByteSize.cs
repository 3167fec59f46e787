using System.Globalization;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Sizes as people read them, in powers of 1,024, as Glacier counts parts and ranges.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three figures or so and a unit: <c>734 B</c>, <c>1.5 KiB</c>, <c>2.00 GiB</c>.</summary>
    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string format =
            unit == 0 || value >= 100 ? "0"
            : value >= 10 ? "0.0"
            : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>
    /// The exact number too, for lists, which have the room: <c>2,000 (1.95 KiB)</c>; nothing of nothing.
    /// </summary>
    public static string Exact(long? bytes) =>
        bytes switch
        {
            null => "",
            < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} ({Format(bytes.Value)})"),
        };
}
