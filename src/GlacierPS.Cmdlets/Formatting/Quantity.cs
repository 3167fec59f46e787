using System.Globalization;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>Numbers of things in sentences.</summary>
internal static class Quantity
{
    /// <summary><c>1 archive</c>, <c>1,200 archives</c>.</summary>
    public static string Of(long number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {one}{(number == 1 ? "" : "s")}");
}
