namespace GlacierPS.Local.Signing;

/// <summary>
/// What an <c>Authorization</c> header claims: <c>AWS4-HMAC-SHA256 Credential=..., SignedHeaders=...,
/// Signature=...</c>. The three come in any order, their commas with or without a blank (glacier-api.md §2).
/// </summary>
/// <param name="Scope">Who signed, for when and where.</param>
/// <param name="SignedHeaders">The names of the signed headers, with semicolons between them, as they were
/// sent.</param>
/// <param name="Signature">The signature, as it was sent.</param>
internal sealed record SignatureClaim(CredentialScope Scope, string SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <exception cref="Http.ServiceErrorException">The header lacks a part, has one twice, or is something
    /// else.</exception>
    public static SignatureClaim Parse(string authorization)
    {
        Parts parts = Read(authorization);
        return new SignatureClaim(
            CredentialScope.TryParse(Require(parts.Credential, "Credential"), out CredentialScope? scope)
                ? scope
                : throw SigningErrors.Malformed(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
                ),
            Require(parts.SignedHeaders, "SignedHeaders"),
            Require(parts.Signature, "Signature")
        );
    }

    /// <summary>The credential scope alone; null if there is no signature, or none with a scope.</summary>
    /// <exception cref="Http.ServiceErrorException">There are several, or something that is no part of a
    /// signature.</exception>
    public static CredentialScope? FindScope(string? authorization) =>
        authorization is not null
        && CredentialScope.TryParse(Read(authorization).Credential, out CredentialScope? scope)
            ? scope
            : null;

    private static string Require(string? part, string name) =>
        part
        ?? throw SigningErrors.Malformed(
            $"Authorization header requires '{name}' parameter and algorithm '{Algorithm}'."
        );

    /// <summary>
    /// Takes the header apart; all parts are null where it is of another kind. What is not signed must not be
    /// changeable: an empty, nameless or unknown element is refused rather than passed over.
    /// </summary>
    private static Parts Read(string authorization)
    {
        var parts = new Parts();
        if (!authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return parts;
        }

        foreach (string element in authorization[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = element.IndexOf('=');
            string name = element[..Math.Max(equals, 0)];
            string value = element[(equals + 1)..];
            switch (name)
            {
                case "Credential" when parts.Credential is null:
                    parts.Credential = value;
                    break;
                case "SignedHeaders" when parts.SignedHeaders is null:
                    parts.SignedHeaders = value;
                    break;
                case "Signature" when parts.Signature is null:
                    parts.Signature = value;
                    break;
                case "Credential" or "SignedHeaders" or "Signature":
                    throw SigningErrors.Malformed($"Authorization header has more than one '{name}' parameter.");
                default:
                    throw SigningErrors.Malformed(
                        $"'{element}' is not a Credential=, SignedHeaders= or Signature= parameter in the "
                            + "Authorization header."
                    );
            }
        }

        return parts;
    }

    private sealed class Parts
    {
        public string? Credential { get; set; }

        public string? SignedHeaders { get; set; }

        public string? Signature { get; set; }
    }
}
