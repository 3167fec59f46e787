using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Local.Signing;

/// <summary>
/// Keys that may sign requests, and whose they are. The secret and the session token go in and never come out.
/// </summary>
internal sealed class Credential
{
    private readonly byte[] _seed;
    private readonly byte[] _sessionToken;

    /// <param name="accessKey">The access key ID.</param>
    /// <param name="secretKey">The secret access key.</param>
    /// <param name="sessionToken">The session token of temporary credentials; null if these are not.</param>
    /// <param name="expiry">When the session token expires; null if never.</param>
    /// <param name="accountId">12 digits.</param>
    public Credential(
        string accessKey,
        string secretKey,
        string? sessionToken,
        DateTimeOffset? expiry,
        string accountId
    )
    {
        AccessKey = accessKey;
        AccountId = accountId;
        Expiry = expiry;
        _seed = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        _sessionToken = Encoding.UTF8.GetBytes(sessionToken ?? "");
    }

    /// <summary>The access key ID, which is no secret.</summary>
    public string AccessKey { get; }

    /// <summary>The account: 12 digits.</summary>
    public string AccountId { get; }

    /// <summary>When the session token expires; null if never.</summary>
    public DateTimeOffset? Expiry { get; }

    /// <summary>
    /// Whether a request's session token, null for none, is the one that goes with these keys. Takes the same time
    /// wherever they differ.
    /// </summary>
    public bool HasSessionToken(string? sent) =>
        string.IsNullOrEmpty(sent)
            ? _sessionToken.Length == 0
            : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), _sessionToken);

    /// <summary>
    /// The key for signatures of one day and region: an HMAC chain over both, service and terminator (glacier-api.md
    /// §2).
    /// </summary>
    /// <param name="date">The day of the credential scope.</param>
    /// <param name="region">Its region.</param>
    public byte[] SigningKey(string date, string region)
    {
        byte[] key = HMACSHA256.HashData(_seed, Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, "glacier"u8);
        return HMACSHA256.HashData(key, "aws4_request"u8);
    }

    /// <summary>The access key and the account.</summary>
    public override string ToString() => $"{AccessKey} of account {AccountId}";
}
