using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>A body of 1 byte to 4 GiB, whose length is told beforehand (glacier-api.md §6.3, C085 to C087).</summary>
internal static class BodyLength
{
    public static long Require(RequestContext context)
    {
        long length = context.Request.ContentLength ?? throw ServiceErrors.MissingParameter("Content-Length");
        return length is > 0 and <= GlacierLimits.SingleUploadSize
            ? length
            : throw ServiceErrors.InvalidContentLength(length);
    }
}
