using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Where the catalogues of one region of one service are kept: a folder an account, so that no two accounts ever share
/// one.
/// </summary>
/// <param name="root">The folder of all catalogues.</param>
/// <param name="service">What tells the service from others: AWS's own, an address, or a local service's
/// folder.</param>
/// <param name="region">The region.</param>
public sealed class CatalogLocation(string root, string service, string region)
{
    private string Region => Path.Join(root, Tidy(service), Tidy(region));

    /// <summary>The folder of an account's catalogue.</summary>
    /// <param name="accountId">The account, 12 digits.</param>
    public string FolderOf(string accountId) => Path.Join(Region, Tidy(accountId));

    /// <summary>The catalogue of a vault.</summary>
    /// <param name="accountId">The account, 12 digits.</param>
    /// <param name="vaultName">The vault.</param>
    public VaultCatalog CatalogOf(string accountId, string vaultName)
    {
        Protocol.VaultName.Check(vaultName);
        return new VaultCatalog(FolderOf(accountId), vaultName);
    }

    /// <summary>The folders of all accounts that have a catalogue, for when the service cannot be asked.</summary>
    public IReadOnlyList<string> Folders() =>
        Directory.Exists(Region) ? [.. Directory.EnumerateDirectories(Region).Order()] : [];

    /// <summary>The accounts whose catalogue knows a vault of that name.</summary>
    public IReadOnlyList<string> AccountsWith(string vaultName) =>
        [
            .. Folders()
                .Where(folder => new VaultCatalog(folder, vaultName).Exists)
                .Select(folder => Path.GetFileName(folder)!),
        ];

    /// <summary>
    /// The folder that version 0.1 kept a vault's catalogue in. Vaults differ by capitals where files do not, and may
    /// be called like devices of Windows.
    /// </summary>
    internal static string FolderName(string vaultName)
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
