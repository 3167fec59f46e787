using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Preconditions;

/// <summary>A header that holds a SHA-256 is there and is one (glacier-api.md §1.3, C088).</summary>
internal static class HashHeader
{
    public static Sha256Digest Require(Call call, string name)
    {
        string value = call.Header(name) is { Length: > 0 } sent ? sent : throw ErrorAnswers.MissingParameter(name);
        return Sha256Digest.TryParse(value, out Sha256Digest digest)
            ? digest
            : throw ErrorAnswers.InvalidHeader(name, value);
    }
}
