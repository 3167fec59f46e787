namespace GlacierPS.Local.Signing;

/// <summary>
/// Where clients differ over the canonical form of the same request. Each reading names the same vault, archive and
/// parameters as the service itself reads in the request, or a path that leads nowhere in it, so that accepting several
/// gives nobody more than was signed.
/// </summary>
[Flags]
internal enum CanonicalForms
{
    /// <summary>
    /// Repeated spaces collapsed; dot and empty segments removed from the path; path and query decoded and then encoded
    /// anew, the path twice.
    /// </summary>
    Standard = 0,

    /// <summary>Header values keep their repeated spaces (glacier-api.md §2 [O16]).</summary>
    SpacesAsSent = 1,

    /// <summary>The path keeps its dot and empty segments.</summary>
    SegmentsAsSent = 2,

    /// <summary>The path is encoded once more as it was sent, whatever its client left unencoded.</summary>
    PathAsSent = 4,

    /// <summary>The query is sorted and nothing else.</summary>
    QueryAsSent = 8,
}
