using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>
/// Signs what a test says is the canonical request, in the plainest way: nothing here is shared with what is tested.
/// </summary>
internal static class Sign
{
    public const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public const string Time = "20120525T002453Z";
    public const string Region = "us-east-1";
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The value of an Authorization header.</summary>
    public static string Authorization(
        string canonicalRequest,
        string time = Time,
        string secretKey = SecretKey,
        string? scope = null,
        string accessKey = AccessKey
    )
    {
        scope ??= $"{time[..8]}/{Region}/glacier/aws4_request";
        string signedHeaders = canonicalRequest.Split('\n')[^2];
        return $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={signedHeaders}, "
            + $"Signature={Signature(canonicalRequest, time, secretKey, scope)}";
    }

    public static string Signature(string canonicalRequest, string time, string secretKey, string scope)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (string step in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        string stringToSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(canonicalRequest)}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
