using System.Globalization;

namespace GlacierPS.Core.Protocol;

/// <summary>
/// Numbers as sentences, tables and lists have them: in one form whatever the culture, so that 1.95 KiB never stands
/// beside 1.234 that means a thousand.
/// </summary>
public static class Digits
{
    /// <summary>A whole number, <c>1,234,567</c>; nothing of nothing.</summary>
    public static string Of(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number in a format of .NET: <c>0</c> for whole ones, <c>0.#</c>, <c>N2</c>.</summary>
    public static string Of(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Of(double, string)"/>
    public static string Of(decimal number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
