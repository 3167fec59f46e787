using System.Globalization;
using System.Numerics;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Which stretch of a list is asked for: <c>limit</c> and <c>marker</c> (glacier-api.md §6.1, list; D1).
/// </summary>
internal static class PageOf
{
    /// <summary>
    /// 1 to the most that a page holds, which is also the default, and what a higher limit means; what is no number, or
    /// below 1, is refused (C069).
    /// </summary>
    public static int Limit(RequestContext context, int most)
    {
        string? value = context.Query("limit");
        if (string.IsNullOrEmpty(value))
        {
            return most;
        }

        if (
            !BigInteger.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger limit)
            || limit < 1
        )
        {
            throw ServiceErrors.InvalidHeader("limit", value);
        }

        return limit > most ? most : (int)limit;
    }

    /// <summary>Where a page begins that was promised by one of our markers; null from the start.</summary>
    public static long? Start(RequestContext context)
    {
        string? value = context.Query("marker");
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return PageMarker.TryParse(value, out long position)
            ? position
            : throw ServiceErrors.InvalidHeader("marker", value);
    }
}
