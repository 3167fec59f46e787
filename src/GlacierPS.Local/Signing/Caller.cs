namespace GlacierPS.Local.Signing;

/// <summary>Who sent a request, as far as its signature tells.</summary>
/// <param name="Region">The region of the credential scope, or the service's own for a request without one
/// (local-service.md, --region).</param>
/// <param name="AccountId">12 digits: the account that <c>-</c> in a path stands for (glacier-api.md §1.2).</param>
/// <param name="AccessKey">The access key ID that signed; null if no signature was looked at.</param>
/// <param name="PromisedPayloadHash">
/// <c>x-amz-content-sha256</c> as it was sent with an upload: the signature covers this text, not the body. Whoever
/// reads the body has to hold it against the body's own hash and refuse the two if they differ (C026). Null if the
/// body was in hand and has been checked.
/// </param>
internal sealed record Caller(string Region, string AccountId, string? AccessKey, string? PromisedPayloadHash);
