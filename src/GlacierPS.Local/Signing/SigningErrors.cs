using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>
/// How requests are refused that are not signed as they should be (glacier-api.md §4). The words are those of the live
/// service where a source has them. None of them tells a secret key, a signing key, the right signature or a token.
/// </summary>
internal static class SigningErrors
{
    private const string InvalidSignature = "InvalidSignatureException";

    /// <summary>C023.</summary>
    public static ServiceErrorException MissingAuthentication() =>
        new(400, "MissingAuthenticationTokenException", "Missing Authentication Token");

    /// <summary>The access key is unknown, or the session token is not the one that goes with it (C024).</summary>
    public static ServiceErrorException UnknownClient() =>
        new(400, "UnrecognizedClientException", "The security token included in the request is invalid.");

    /// <summary>C025.</summary>
    public static ServiceErrorException ExpiredToken() =>
        new(403, "ExpiredTokenException", "The security token included in the request is expired");

    /// <summary>The signature cannot even be computed, or is meant for something else.</summary>
    public static ServiceErrorException Malformed(string message) => new(403, InvalidSignature, message);

    public static ServiceErrorException NotASignedHeader(string name) =>
        Malformed($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");

    public static ServiceErrorException NotYetCurrent(DateTimeOffset sent, DateTimeOffset now) =>
        Malformed(
            $"Signature not yet current: {SigningTime.ToText(sent)} is still later than "
                + $"{SigningTime.ToText(now + SigningTime.Tolerance)} ({SigningTime.ToText(now)} + 5 min.)"
        );

    public static ServiceErrorException Expired(DateTimeOffset sent, DateTimeOffset now) =>
        Malformed(
            $"Signature expired: {SigningTime.ToText(sent)} is now earlier than "
                + $"{SigningTime.ToText(now - SigningTime.Tolerance)} ({SigningTime.ToText(now)} - 5 min.)"
        );

    /// <summary>C022. The two texts are what the client should have hashed and signed.</summary>
    public static ServiceErrorException WrongSignature(string canonicalRequest, string stringToSign) =>
        Malformed(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                + "Access "
                + "Key and signing method. Consult the service documentation for details.\n\n"
                + $"The Canonical String for this request should have been\n'{canonicalRequest}'\n\n"
                + $"The String-to-Sign should have been\n'{stringToSign}'\n"
        );
}
