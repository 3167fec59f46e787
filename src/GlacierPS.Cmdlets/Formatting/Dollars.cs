using System.Globalization;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Amounts of money in tables and lists.</summary>
public static class Dollars
{
    private const string NotKnown = "not known";

    /// <summary><c>1,234.50</c>.</summary>
    public static string Format(decimal? amount) => amount?.ToString("N2", CultureInfo.InvariantCulture) ?? NotKnown;

    /// <summary><c>1,234.50 USD</c>.</summary>
    public static string WithUnit(decimal? amount) => amount is null ? NotKnown : Format(amount) + " USD";
}
