using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Where the catalogues of one region of one service are kept: a folder an account, and in it one a vault, so that no
/// two accounts ever share one.
/// </summary>
/// <param name="root">The folder of all catalogues.</param>
/// <param name="service">What tells the service from others: AWS's own, an address, or a local service's
/// folder.</param>
/// <param name="region">The region.</param>
public sealed class CatalogLocation(string root, string service, string region)
{
    private string Region => Path.Join(root, Tidy(service), Tidy(region));

    /// <summary>The folder of a vault's catalogue.</summary>
    /// <param name="accountId">The account, 12 digits.</param>
    /// <param name="vaultName">The vault.</param>
    public string FolderOf(string accountId, string vaultName)
    {
        Protocol.VaultName.Check(vaultName);
        return Path.Join(Region, Tidy(accountId), FolderName(vaultName));
    }

    /// <summary>
    /// The accounts that have a catalogue for a vault of that name, for when the service cannot be asked.
    /// </summary>
    public IReadOnlyList<string> AccountsWith(string vaultName) =>
        Directory.Exists(Region)
            ?
            [
                .. Directory
                    .EnumerateDirectories(Region)
                    .Where(a => Directory.Exists(Path.Join(a, FolderName(vaultName))))
                    .Select(a => Path.GetFileName(a)!)
                    .Order(),
            ]
            : [];

    /// <summary>
    /// Vaults differ by capitals where files do not, and may be called like devices of Windows.
    /// </summary>
    private static string FolderName(string vaultName)
    {
        string digest = Convert
            .ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(vaultName)).AsSpan(0, 4))
            .ToLowerInvariant();
        return $"v-{vaultName[..Math.Min(vaultName.Length, 100)].ToLowerInvariant().TrimEnd('.')}-{digest}";
    }

    /// <summary>Short and plain names are kept; others become what they are told by.</summary>
    private static string Tidy(string name) =>
        name.Length is > 0 and <= 40
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name != "-"
            ? name
            : "x" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8)).ToLowerInvariant();
}
