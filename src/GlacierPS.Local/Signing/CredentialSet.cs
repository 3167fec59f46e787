using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Local.Signing;

/// <summary>
/// The credentials that may sign requests, by their access keys. Empty means that signatures are not checked.
/// </summary>
internal sealed class CredentialSet
{
    private readonly Dictionary<string, Credential> _byAccessKey = new(StringComparer.Ordinal);

    private CredentialSet() { }

    /// <summary>How many there are.</summary>
    public int Count => _byAccessKey.Count;

    /// <summary>Reads credentials in the form of local-service.md.</summary>
    /// <param name="texts">A credential each.</param>
    /// <param name="defaultAccountId">The account of those that name none: 12 digits.</param>
    /// <exception cref="GlacierInputException">One has another form, or two have the same access key. The message has
    /// no part of any.</exception>
    public static CredentialSet Parse(IEnumerable<string> texts, string defaultAccountId)
    {
        var set = new CredentialSet();
        int number = 0;
        foreach (string text in texts)
        {
            number++;
            string name = string.Create(CultureInfo.InvariantCulture, $"Credential {number}");
            Credential credential = CredentialText.Parse(text, name, defaultAccountId);
            if (!set._byAccessKey.TryAdd(credential.AccessKey, credential))
            {
                throw new GlacierInputException(
                    "DuplicateCredential",
                    $"{name} has the access key of an earlier one. Give each credential an access key of its own."
                );
            }
        }

        return set;
    }

    /// <summary>The credential of an access key; null if there is none.</summary>
    public Credential? Find(string accessKey) => _byAccessKey.GetValueOrDefault(accessKey);
}
