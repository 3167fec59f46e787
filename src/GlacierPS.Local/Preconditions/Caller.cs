using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Who asks, and which region is meant: that of the signature's credential scope, or the service's own for a request
/// that is not signed (local-service.md, --region). Each region has its own vaults.
/// </summary>
internal static class Caller
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Credential = "Credential=";

    public static AccountKey Of(GlacierRequest request, LocalGlacierOptions options)
    {
        string? authorization = request.Headers[HeaderNames.Authorization];
        if (authorization is null || !authorization.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return new AccountKey(options.Region, options.AccountId);
        }

        string region = RegionOf(authorization);
        return AccountKey.IsRegion(region)
            ? new AccountKey(region, options.AccountId)
            : throw ErrorAnswers.BadRequest("The Authorization header has no credential scope with a region.");
    }

    /// <summary>The region in <c>Credential=AKID/20120525/us-east-1/glacier/aws4_request</c>; empty if it is not there.</summary>
    private static string RegionOf(string authorization)
    {
        int start = authorization.IndexOf(Credential, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        string scope = authorization[(start + Credential.Length)..];
        int end = scope.IndexOfAny([',', ' ']);
        string[] parts = (end < 0 ? scope : scope[..end]).Split('/');

        // Counted from the end: an access key ID may have anything in it.
        return parts.Length >= 5 ? parts[^3] : "";
    }
}
