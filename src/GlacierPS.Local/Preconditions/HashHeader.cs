using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Preconditions;

/// <summary>A header that holds a SHA-256 is there and is one (glacier-api.md §1.3, C088).</summary>
internal static class HashHeader
{
    public static Sha256Digest Require(RequestContext context, string name)
    {
        string value = context.Header(name) is { Length: > 0 } sent ? sent : throw ServiceErrors.MissingParameter(name);
        return Sha256Digest.TryParse(value, out Sha256Digest digest)
            ? digest
            : throw ServiceErrors.InvalidHeader(name, value);
    }

    /// <summary>
    /// The tree hash that an upload promises, as it was sent: whatever decodes as hexadecimal bytes is held against the
    /// body, also if it is of another length [O23, O24].
    /// </summary>
    public static string RequireTreeHash(RequestContext context)
    {
        string value = context.Header(HeaderNames.TreeHash) is { Length: > 0 } sent
            ? sent
            : throw ServiceErrors.MissingParameter(HeaderNames.TreeHash);
        return value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit)
            ? value
            : throw ServiceErrors.InvalidHeader(HeaderNames.TreeHash, value);
    }
}
