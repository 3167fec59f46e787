using System.Globalization;
using System.Numerics;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>A power of two from 1 MiB to 4 GiB (glacier-api.md §6.4, C097).</summary>
internal static class PartSize
{
    public static long Require(RequestContext context)
    {
        string? value = context.Header(HeaderNames.PartSize);
        return
            long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            && size is >= GlacierLimits.MinPartSize and <= GlacierLimits.MaxPartSize
            && BitOperations.IsPow2(size)
            ? size
            : throw ServiceErrors.InvalidPartSize(value);
    }
}
