using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>
/// Signature Version 4 from glacier-api.md §2 alone, knowing nothing of the SDK: what a server would compute over what
/// arrived.
/// </summary>
public static class Signature
{
    /// <summary>The signature that a request should carry, over the headers that are named.</summary>
    public static string Compute(SeenRequest request, string signedHeaders, string secret, string region)
    {
        string date = request.Header("x-amz-date")!;
        string scope = $"{date[..8]}/{region}/glacier/aws4_request";
        string toSign =
            $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Utf8(Canonical(request, signedHeaders))))}";
        return Hex(HMACSHA256.HashData(SigningKey(secret, date[..8], region), Utf8(toSign)));
    }

    public static byte[] SigningKey(string secret, string day, string region)
    {
        byte[] key = HMACSHA256.HashData(Utf8("AWS4" + secret), Utf8(day));
        foreach (string step in (string[])[region, "glacier", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Utf8(step));
        }

        return key;
    }

    public static string Canonical(SeenRequest request, string signedHeaders)
    {
        string headers = string.Concat(
            signedHeaders.Split(';').Select(name => $"{name}:{Collapsed(request.Header(name)!)}\n")
        );
        string query = string.Join('&', request.Query.Split('&').Order(StringComparer.Ordinal));
        return string.Join(
            '\n',
            request.Method,
            EncodedOnceMore(request.Path),
            query,
            headers,
            signedHeaders,
            Hex(SHA256.HashData(request.Body))
        );
    }

    /// <summary>The header fields of <c>Authorization</c>, checked for their form.</summary>
    public static (string Credential, string SignedHeaders, string Signature) Parse(SeenRequest request)
    {
        string[] fields = request.Header("Authorization")!.Split(' ', 2);
        Assert.Equal("AWS4-HMAC-SHA256", fields[0]);
        var values = fields[1].Split(',').Select(f => f.Trim().Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
        return (values["Credential"], values["SignedHeaders"], values["Signature"]);
    }

    /// <summary>Fails unless a Glacier with the example keys would accept the request, body and all.</summary>
    public static void AssertAccepted(SeenRequest request, string region = Clients.Region)
    {
        (string credential, string signedHeaders, string signature) = Parse(request);
        Assert.Equal(
            $"{Clients.AccessKey}/{request.Header("x-amz-date")![..8]}/{region}/glacier/aws4_request",
            credential
        );
        Assert.Equal(Compute(request, signedHeaders, Clients.SecretKey, region), signature);

        // Everything that Glacier reads is signed, so that nobody on the way can change it.
        string[] signed = signedHeaders.Split(';');
        foreach (string name in request.Headers.Keys.Select(n => n.ToLowerInvariant()))
        {
            if (
                name.StartsWith("x-amz-", StringComparison.Ordinal)
                || name is "host" or "content-range" or "content-type" or "range"
            )
            {
                Assert.Contains(name, signed);
            }
        }

        if (request.Header("x-amz-content-sha256") is { } hash)
        {
            Assert.Equal(Hex(SHA256.HashData(request.Body)), hash);
        }
    }

    public static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    private static string EncodedOnceMore(string path) =>
        string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Collapsed(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
