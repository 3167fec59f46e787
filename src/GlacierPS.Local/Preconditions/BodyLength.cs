using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Preconditions;

/// <summary>A body of 1 byte to 4 GiB, whose length is told beforehand (glacier-api.md §6.3, C085 to C087).</summary>
internal static class BodyLength
{
    public static long Require(Call call)
    {
        long length = call.Request.ContentLength ?? throw ErrorAnswers.MissingParameter("Content-Length");
        return length is > 0 and <= GlacierLimits.SingleUploadSize
            ? length
            : throw ErrorAnswers.InvalidContentLength(length);
    }
}
