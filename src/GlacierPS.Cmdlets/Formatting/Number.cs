using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>
/// Numbers as views show them: written like the sizes and sums of money beside them, in every culture.
/// </summary>
public static class Number
{
    /// <summary>A whole number, <c>1,234,567</c>; nothing of nothing.</summary>
    public static string Whole(long? number) => Digits.Of(number);

    /// <summary>With two decimals, <c>1,234.50</c>; nothing of nothing.</summary>
    public static string Decimals(double? number) => number?.ToString("N2", CultureInfo.InvariantCulture) ?? "";
}
