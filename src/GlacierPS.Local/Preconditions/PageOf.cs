using System.Globalization;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Which stretch of a list is asked for: <c>limit</c> and <c>marker</c> (glacier-api.md §6.1, list; D1).
/// </summary>
internal static class PageOf
{
    /// <summary>1 to the most that a page holds, which is also the default; anything else is refused (C069).</summary>
    public static int Limit(RequestContext context, int most)
    {
        string? value = context.Query("limit");
        if (string.IsNullOrEmpty(value))
        {
            return most;
        }

        return
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            && limit >= 1
            && limit <= most
            ? limit
            : throw ServiceErrors.InvalidHeader("limit", value);
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
