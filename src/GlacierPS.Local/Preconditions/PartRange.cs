using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Where a part lies, from <c>Content-Range: bytes first-last/*</c>: as long as the body, no longer than a part,
/// beginning where a part begins, and not beyond the 10,000th (glacier-api.md §6.4, C101 to C107).
/// </summary>
internal static class PartRange
{
    private const string Unit = "bytes ";

    /// <summary>What the header alone has to fulfil; it is looked at before the length of the body [O5].</summary>
    public static ByteRange Require(RequestContext context)
    {
        string value = context.Header(HeaderNames.ContentRange) is { Length: > 0 } sent
            ? sent
            : throw ServiceErrors.MissingParameter(HeaderNames.ContentRange);
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        if (
            slash < 0
            || !value.StartsWith(Unit, StringComparison.Ordinal)
            || !IsTotal(value.AsSpan(slash + 1))
            || !ByteRange.TryParse(value[Unit.Length..slash], out ByteRange range)
        )
        {
            throw ServiceErrors.InvalidHeader(HeaderNames.ContentRange, value);
        }

        return range;
    }

    /// <summary>It is as long as the body.</summary>
    public static void RequireLength(RequestContext context, ByteRange range, long bodyLength)
    {
        if (range.Length != bodyLength)
        {
            throw ServiceErrors.RangeAgainstLength(context.Header(HeaderNames.ContentRange)!, bodyLength);
        }
    }

    /// <summary>What it has to fulfil for an upload.</summary>
    public static void Check(RequestContext context, ByteRange range, UploadInProgress upload)
    {
        if (range.First % upload.PartSize != 0 || range.Length > upload.PartSize)
        {
            throw ServiceErrors.InvalidHeader(HeaderNames.ContentRange, context.Header(HeaderNames.ContentRange));
        }

        long number = range.First / upload.PartSize + 1;
        if (number > GlacierLimits.MaxParts)
        {
            throw ServiceErrors.TooManyParts(number, GlacierLimits.MaxParts);
        }
    }

    /// <summary>The total size is not known while parts are sent, but a number is accepted too.</summary>
    private static bool IsTotal(ReadOnlySpan<char> text) =>
        text is "*" || (text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9'));
}
