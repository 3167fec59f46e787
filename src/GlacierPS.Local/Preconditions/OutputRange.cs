using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Which bytes of a job's output are asked for (glacier-api.md §6.7): <c>bytes=a-b</c> or <c>bytes=a-</c>, an end past
/// the output is clamped, a start past it is refused with 400, and anything else is ignored [O8, O9].
/// </summary>
internal static class OutputRange
{
    private const string Unit = "bytes=";

    /// <returns>The range within the output; null for all of it.</returns>
    public static ByteRange? Of(RequestContext context, long length)
    {
        string? value = context.Header(HeaderNames.Range);
        if (value is null || !value.StartsWith(Unit, StringComparison.Ordinal))
        {
            return null;
        }

        string text = value[Unit.Length..];
        bool isOpen = text.EndsWith('-');
        if (
            !ByteRange.TryParse(
                isOpen ? text + long.MaxValue.ToString(CultureInfo.InvariantCulture) : text,
                out ByteRange range
            )
        )
        {
            return null;
        }

        return range.First < length
            ? new ByteRange(range.First, Math.Min(range.Last, length - 1))
            : throw ServiceErrors.RangePastTheEnd(value);
    }
}
