using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Preconditions;

/// <summary>At most 1,024 characters of 0x20 to 0x7E; leading spaces are dropped (glacier-api.md §6.3, D20).</summary>
internal static class ArchiveDescription
{
    /// <returns>Null if there is none.</returns>
    public static string? Of(Call call)
    {
        string? description = call.Header(HeaderNames.ArchiveDescription)?.TrimStart(' ');
        if (string.IsNullOrEmpty(description))
        {
            return null;
        }

        if (description.Length > GlacierLimits.DescriptionLength || !Description.IsPrintableAscii(description))
        {
            throw ErrorAnswers.InvalidHeader(HeaderNames.ArchiveDescription, description);
        }

        return description;
    }
}
