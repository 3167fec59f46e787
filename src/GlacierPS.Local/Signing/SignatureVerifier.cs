using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>
/// Verifies Signature Version 4 in full (glacier-api.md §2). Safe for many requests at once. The age of a signature and
/// the expiry of a token are judged by the service's own clock (local-service.md, --credential).
/// </summary>
/// <param name="credentials">Those that may sign.</param>
/// <param name="clock">The service's clock.</param>
internal sealed class SignatureVerifier(CredentialSet credentials, TimeProvider clock) : IAuthentication
{
    private const string SecurityToken = "x-amz-security-token";
    private const int SignatureDigits = 2 * HMACSHA256.HashSizeInBytes;
    private static readonly string HashOfNothing = Sha256Digest.Of([]).ToString();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private readonly SigningKeys _keys = new();

    public Caller Identify(GlacierRequest request, ReadOnlySpan<byte> body)
    {
        string? promised = request.Headers[HeaderNames.ContentSha256];
        string hash = body.IsEmpty ? HashOfNothing : Sha256Digest.Of(body).ToString();
        Credential signer = Verify(request, promised ?? hash, out CredentialScope scope);

        // Only now: to tell a stranger what a body hashes to is of no use to anyone.
        return promised is null || promised.Equals(hash, StringComparison.OrdinalIgnoreCase)
            ? new Caller(scope.Region, signer.AccountId)
            : throw ServiceErrors.ContentHashMismatch(hash, promised);
    }

    public Caller IdentifyUploader(GlacierRequest request)
    {
        string? promised = request.Headers[HeaderNames.ContentSha256];
        Credential signer = Verify(request, promised, out CredentialScope scope);
        return new Caller(scope.Region, signer.AccountId);
    }

    private Credential Verify(GlacierRequest request, string? payloadHash, out CredentialScope scope)
    {
        string? authorization = request.Headers[HeaderNames.Authorization];
        if (string.IsNullOrWhiteSpace(authorization))
        {
            throw SigningErrors.MissingAuthentication();
        }

        var claim = SignatureClaim.Parse(authorization);
        scope = claim.Scope;
        DateTimeOffset now = clock.GetUtcNow();
        Credential credential = RequireCredential(scope.AccessKey, request.Headers[SecurityToken], now);
        scope.RequireGlacier();
        scope.RequireRegion();
        var time = SigningTime.Of(request);
        time.RequireDay(scope.Date);
        time.RequireCurrent(now);
        KeyValuePair<string, string>[] fields = [.. request.Headers];
        SignedHeaderNames.Require(claim.SignedHeaders, fields);
        string hash = payloadHash ?? throw ServiceErrors.MissingParameter(HeaderNames.ContentSha256);
        RequireSignature(request, fields, claim, time, hash, credential);
        return credential;
    }

    private Credential RequireCredential(string accessKey, string? sessionToken, DateTimeOffset now)
    {
        if (credentials.Find(accessKey) is not { } credential || !credential.HasSessionToken(sessionToken))
        {
            throw SigningErrors.UnknownClient();
        }

        return credential.Expiry <= now ? throw SigningErrors.ExpiredToken() : credential;
    }

    private void RequireSignature(
        GlacierRequest request,
        KeyValuePair<string, string>[] fields,
        SignatureClaim claim,
        SigningTime time,
        string payloadHash,
        Credential credential
    )
    {
        byte[] key = _keys.Of(credential, claim.Scope);
        ArrayBufferWriter<byte> canonical = t_buffer ??= new ArrayBufferWriter<byte>(4096);
        CanonicalForms others = CanonicalRequest.Write(
            canonical,
            request,
            fields,
            claim.SignedHeaders,
            payloadHash,
            CanonicalForms.Standard
        );
        string stringToSign = StringToSign(canonical.WrittenSpan, claim.Scope, time);
        bool matches = Matches(stringToSign, key, claim.Signature);
        if (!matches)
        {
            string expected = Encoding.UTF8.GetString(canonical.WrittenSpan);
            for (
                CanonicalForms forms = others;
                forms != CanonicalForms.Standard && !matches;
                forms = (forms - 1) & others
            )
            {
                CanonicalRequest.Write(canonical, request, fields, claim.SignedHeaders, payloadHash, forms);
                matches = Matches(StringToSign(canonical.WrittenSpan, claim.Scope, time), key, claim.Signature);
            }

            if (!matches)
            {
                throw SigningErrors.WrongSignature(
                    WithoutToken(expected, request.Headers[SecurityToken]),
                    stringToSign
                );
            }
        }

        _keys.Keep(credential, claim.Scope, key);
    }

    private static string StringToSign(ReadOnlySpan<byte> canonicalRequest, CredentialScope scope, SigningTime time) =>
        $"{SignatureClaim.Algorithm}\n{time.Text}\n{scope.Scope}\n{Sha256Digest.Of(canonicalRequest)}";

    private static bool Matches(string stringToSign, byte[] key, string sent)
    {
        Span<byte> text = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Encoding.UTF8.GetBytes(stringToSign, text);
        HMACSHA256.HashData(key, text[..length], hash);
        string expected = Sha256Digest.FromBytes(hash).ToString();

        // The text is compared, not its bytes: a signature is written in lower case, and in one way only.
        return sent.Length == SignatureDigits
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(sent));
    }

    /// <summary>A token is as good as a password: an answer may be kept where a request would not.</summary>
    private static string WithoutToken(string canonicalRequest, string? token) =>
        string.IsNullOrEmpty(token)
            ? canonicalRequest
            : canonicalRequest.Replace($":{token}\n", ":...\n", StringComparison.Ordinal);
}
