using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Preconditions;

/// <summary>Every request names the API version, of which there is one (glacier-api.md §1.3, C006).</summary>
internal static class GlacierVersion
{
    public static void Require(GlacierRequest request)
    {
        switch (request.Headers[HeaderNames.GlacierVersion])
        {
            case GlacierLimits.ApiVersion:
                return;
            case null or "":
                throw ServiceErrors.MissingParameter("API version");
            case { } other:
                throw ServiceErrors.InvalidHeader(HeaderNames.GlacierVersion, other);
        }
    }
}
