namespace GlacierPS.Local.Signing;

/// <summary>Who sent a request, as far as its signature tells.</summary>
/// <param name="Region">The region of the credential scope, or the service's own for a request without one
/// (local-service.md, --region).</param>
/// <param name="AccountId">12 digits: the account that <c>-</c> in a path stands for (glacier-api.md §1.2).</param>
internal sealed record Caller(string Region, string AccountId);
