namespace GlacierPS.Local.Signing;

/// <summary>
/// The path of a canonical request: "For non-S3 services the path is URI-encoded twice" (glacier-api.md §2).
/// </summary>
internal static class CanonicalPath
{
    /// <summary>Writes a path in one form, and tells which other forms would differ from the standard.</summary>
    /// <param name="sent">The path as it was sent: encoded once.</param>
    /// <param name="forms">The form to write.</param>
    /// <param name="others">Gets the forms added in which the path would be another.</param>
    public static string Of(string sent, CanonicalForms forms, ref CanonicalForms others)
    {
        string path = sent;
        if (sent.Contains("//", StringComparison.Ordinal) || sent.Contains("/.", StringComparison.Ordinal))
        {
            others |= CanonicalForms.SegmentsAsSent;
            if (!forms.HasFlag(CanonicalForms.SegmentsAsSent))
            {
                path = WithoutDots(sent);
            }
        }

        // With Glacier's names and IDs, nothing needs encoding.
        if (UriEncoding.IsPlainPath(path))
        {
            return path;
        }

        string once = UriEncoding.RecodePath(path);
        if (once != path)
        {
            others |= CanonicalForms.PathAsSent;
        }

        return UriEncoding.EncodePath(forms.HasFlag(CanonicalForms.PathAsSent) ? path : once);
    }

    /// <summary>
    /// Resolves dot segments and drops empty ones, as signers do (RFC 3986 §5.2.4); a last slash stays.
    /// </summary>
    private static string WithoutDots(string path)
    {
        var kept = new List<string>();
        foreach (string segment in path.Split('/'))
        {
            if (segment == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                kept.Add(segment);
            }
        }

        return kept.Count == 0 ? "/" : "/" + string.Join('/', kept) + (path.EndsWith('/') ? "/" : "");
    }
}
