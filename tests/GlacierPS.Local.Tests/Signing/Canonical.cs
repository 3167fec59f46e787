namespace GlacierPS.Local.Tests.Signing;

/// <summary>The canonical request of a plain request, for tests that are about something else.</summary>
internal static class Canonical
{
    public static string Of(
        WireRequest request,
        string signedHeaders = "host;x-amz-date;x-amz-glacier-version",
        string? path = null,
        string? query = null
    )
    {
        string headers = string.Concat(signedHeaders.Split(';').Select(name => $"{name}:{request[name]}\n"));
        string payloadHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request.Body));
        string target = $"{request.Method}\n{path ?? request.Path}\n{query ?? request.Query}";
        return $"{target}\n{headers}\n{signedHeaders}\n{payloadHash}";
    }
}
