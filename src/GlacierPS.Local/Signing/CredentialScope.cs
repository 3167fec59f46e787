using System.Diagnostics.CodeAnalysis;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Signing;

/// <summary>
/// The <c>Credential</c> of a signature: <c>AKIDEXAMPLE/20120525/us-east-1/glacier/aws4_request</c>, of which all but
/// the access key is the scope (glacier-api.md §2).
/// </summary>
/// <param name="AccessKey">The access key ID.</param>
/// <param name="Scope">All that follows it.</param>
/// <param name="Date">The scope's day.</param>
/// <param name="Region">The scope's region.</param>
/// <param name="Service">The scope's service.</param>
/// <param name="Terminator">The scope's end.</param>
internal sealed record CredentialScope(
    string AccessKey,
    string Scope,
    string Date,
    string Region,
    string Service,
    string Terminator
)
{
    /// <summary>Reads five elements with slashes between them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CredentialScope? scope)
    {
        scope = null;

        // From the end: an access key may have slashes of its own.
        int terminator = text is null ? -1 : text.LastIndexOf('/');
        int service = SlashBefore(text, terminator);
        int region = SlashBefore(text, service);
        int date = SlashBefore(text, region);
        if (text is null || date <= 0)
        {
            return false;
        }

        scope = new CredentialScope(
            text[..date],
            text[(date + 1)..],
            text[(date + 1)..region],
            text[(region + 1)..service],
            text[(service + 1)..terminator],
            text[(terminator + 1)..]
        );
        return true;
    }

    /// <summary>Refuses what cannot be a region, signed or not: it is to name a folder.</summary>
    /// <exception cref="Http.ServiceErrorException">The region is none.</exception>
    public void RequireRegion()
    {
        if (!AccountKey.IsRegion(Region))
        {
            throw SigningErrors.Malformed($"Credential should be scoped to a valid region, not '{Region}'.");
        }
    }

    /// <summary>Refuses a signature for another service, or of another kind.</summary>
    /// <exception cref="Http.ServiceErrorException">It is one.</exception>
    public void RequireGlacier()
    {
        if (Service != "glacier")
        {
            throw SigningErrors.Malformed(
                $"Credential should be scoped to correct service: 'glacier'. Got '{Service}'."
            );
        }

        if (Terminator != "aws4_request")
        {
            throw SigningErrors.Malformed(
                $"Credential should be scoped with a valid terminator: 'aws4_request', not '{Terminator}'."
            );
        }
    }

    private static int SlashBefore(string? text, int slash) => slash <= 0 ? -1 : text!.LastIndexOf('/', slash - 1);
}
