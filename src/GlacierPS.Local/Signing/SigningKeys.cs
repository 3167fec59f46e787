using System.Collections.Concurrent;

namespace GlacierPS.Local.Signing;

/// <summary>
/// The signing keys in use, by credential, day and region: deriving one costs four times what using it does.
/// </summary>
internal sealed class SigningKeys
{
    /// <summary>A day's keys of many credentials and regions; the days before would only fill memory.</summary>
    private const int Limit = 1000;

    private readonly ConcurrentDictionary<(Credential, string Date, string Region), byte[]> _known = new();

    /// <summary>The key for signatures of a credential.</summary>
    public byte[] Of(Credential credential, CredentialScope scope) =>
        _known.TryGetValue((credential, scope.Date, scope.Region), out byte[]? key)
            ? key
            : credential.SigningKey(scope.Date, scope.Region);

    /// <summary>
    /// Keeps a key that has verified a signature. Others are not kept: anyone can name days and regions.
    /// </summary>
    public void Keep(Credential credential, CredentialScope scope, byte[] key)
    {
        (Credential, string, string) name = (credential, scope.Date, scope.Region);
        if (_known.ContainsKey(name))
        {
            return;
        }

        // Counting locks the whole table, but not on the path of a request whose key is known.
        if (_known.Count >= Limit)
        {
            _known.Clear();
        }

        _known.TryAdd(name, key);
    }
}
