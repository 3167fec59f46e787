using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>At most 1,024 characters of 0x20 to 0x7E; leading spaces are dropped (glacier-api.md §6.3, D20).</summary>
internal static class DescriptionHeader
{
    /// <returns>Null if there is none.</returns>
    public static string? Of(RequestContext context)
    {
        string? description = context.Header(HeaderNames.ArchiveDescription)?.TrimStart(' ');
        if (string.IsNullOrEmpty(description))
        {
            return null;
        }

        if (description.Length > GlacierLimits.DescriptionLength || !Description.IsPrintableAscii(description))
        {
            throw ServiceErrors.InvalidHeader(HeaderNames.ArchiveDescription, description);
        }

        return description;
    }
}
