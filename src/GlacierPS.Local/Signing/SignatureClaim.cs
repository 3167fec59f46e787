namespace GlacierPS.Local.Signing;

/// <summary>
/// What an <c>Authorization</c> header claims: <c>AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...</c>.
/// The three come in any order, their commas with or without a blank (glacier-api.md §2).
/// </summary>
/// <param name="Scope">Who signed, for when and where.</param>
/// <param name="SignedHeaders">The names of the signed headers, with semicolons between them, as they were sent.</param>
/// <param name="Signature">The signature, as it was sent.</param>
internal sealed record SignatureClaim(CredentialScope Scope, string SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string Credential = "Credential";

    /// <exception cref="Http.ErrorAnswerException">The header lacks a part, has one twice, or is something else.</exception>
    public static SignatureClaim Parse(string authorization) => new(
        CredentialScope.TryParse(Require(authorization, Credential), out CredentialScope? scope)
            ? scope
            : throw SigningErrors.Malformed(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."),
        Require(authorization, "SignedHeaders"),
        Require(authorization, "Signature"));

    /// <summary>The credential scope alone; null if there is no signature, or none with a scope.</summary>
    /// <exception cref="Http.ErrorAnswerException">There are several.</exception>
    public static CredentialScope? FindScope(string? authorization) =>
        authorization is not null && CredentialScope.TryParse(Find(authorization, Credential), out CredentialScope? scope)
            ? scope
            : null;

    private static string Require(string authorization, string name) => Find(authorization, name)
        ?? throw SigningErrors.Malformed($"Authorization header requires '{name}' parameter and algorithm '{Algorithm}'.");

    private static string? Find(string authorization, string name)
    {
        if (!authorization.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return null;
        }

        string? value = null;
        ReadOnlySpan<char> rest = authorization.AsSpan(Algorithm.Length);
        if (rest.IsEmpty || rest[0] != ' ')
        {
            return null;
        }

        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf(',');
            ReadOnlySpan<char> pair = (comma < 0 ? rest : rest[..comma]).Trim();
            rest = comma < 0 ? default : rest[(comma + 1)..];
            int equals = pair.IndexOf('=');
            if (equals < 0 || !pair[..equals].SequenceEqual(name))
            {
                continue;
            }

            if (value is not null)
            {
                throw SigningErrors.Malformed($"Authorization header has more than one '{name}' parameter.");
            }

            value = pair[(equals + 1)..].ToString();
        }

        return value;
    }
}
