using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>
/// "With none, signatures are not checked" (local-service.md, --credential). The region is still that of the credential
/// scope, if there is one: each region has its own vaults.
/// </summary>
/// <param name="region">The region of requests that carry no signature.</param>
/// <param name="accountId">The account of all requests: 12 digits.</param>
internal sealed class UncheckedSignatures(string region, string accountId) : IAuthentication
{
    public Caller Identify(GlacierRequest request, ReadOnlySpan<byte> body) => new(RegionOf(request), accountId);

    public Caller IdentifyUploader(GlacierRequest request) => new(RegionOf(request), accountId);

    private string RegionOf(GlacierRequest request)
    {
        if (SignatureClaim.FindScope(request.Headers[HeaderNames.Authorization]) is not { } scope)
        {
            return region;
        }

        scope.RequireRegion();
        return scope.Region;
    }
}
