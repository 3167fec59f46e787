using System.Globalization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Where everything lies in a data folder. Nothing else builds a path. Only validated names come near one, and none
/// of them as it is: a vault's folder is a readable stem and chance, its real name is the journal's first line, so
/// that names which differ in case only, or mean a device on some systems, do not collide.
/// </summary>
/// <remarks>
/// <code>
/// store.lock                      held by the process that has the folder
/// store.owner                     who that is, for the others' message
/// vaults/REGION/ACCOUNT/account.jsonl     what happened to the account itself, a line each
/// vaults/REGION/ACCOUNT/STEM.CHANCE/
///     journal.jsonl               what happened to the vault, a line each
///     blobs/0f/0f...              a blob: its bytes, then the SHA-256 of each MiB
///     aside/                      blobs and journals that are being written
/// removed/                        vaults that are being removed
/// </code>
/// </remarks>
internal sealed class StoreLayout(string root)
{
    private const int StemLength = 40;

    public string Root { get; } = root;

    public string Lock => Path.Combine(Root, "store.lock");

    public string Owner => Path.Combine(Root, "store.owner");

    public string Vaults => Path.Combine(Root, "vaults");

    public string Removed => Path.Combine(Root, "removed");

    public string Account(AccountKey account) => Path.Combine(Vaults, account.Region, account.AccountId);

    public string AccountJournal(AccountKey account) => Path.Combine(Account(account), "account.jsonl");

    /// <summary>A folder name that no vault has had before.</summary>
    public string NewVaultFolder(AccountKey account, string vaultName)
    {
        string stem = new([
            .. vaultName.Take(StemLength).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'),
        ]);
        string chance = ResourceKey.New().Low.ToString("x16", CultureInfo.InvariantCulture);
        return Path.Combine(Account(account), $"{stem}.{chance}");
    }

    /// <summary>Every account and region that has a folder; folders of other names are not ours.</summary>
    public IEnumerable<AccountKey> Accounts() =>
        from region in Folders(Vaults)
        where AccountKey.IsRegion(Path.GetFileName(region))
        from account in Folders(region)
        where AccountKey.IsAccountId(Path.GetFileName(account))
        select new AccountKey(Path.GetFileName(region), Path.GetFileName(account));

    public IEnumerable<string> VaultFolders(AccountKey account) => Folders(Account(account));

    public static string Journal(string vaultFolder) => Path.Combine(vaultFolder, "journal.jsonl");

    public static string Aside(string vaultFolder) => Path.Combine(vaultFolder, "aside");

    public static string Aside(string vaultFolder, ResourceKey key) => Path.Combine(Aside(vaultFolder), key.ToString());

    public static string Blobs(string vaultFolder) => Path.Combine(vaultFolder, "blobs");

    /// <summary>256 folders for the blobs: a folder of a million files is slow on many file systems.</summary>
    public static string BlobFolder(string vaultFolder, ResourceKey key) =>
        Path.Combine(Blobs(vaultFolder), key.FirstByte.ToString("x2", CultureInfo.InvariantCulture));

    /// <summary>
    /// The folders of the blobs that are there, and the first byte of the keys in each; others are not ours.
    /// </summary>
    public static IEnumerable<(string Folder, byte First)> BlobFolders(string vaultFolder)
    {
        foreach (string folder in Directory.EnumerateDirectories(Blobs(vaultFolder)))
        {
            string name = Path.GetFileName(folder);
            if (
                name.Length == 2
                && byte.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte first)
            )
            {
                yield return (folder, first);
            }
        }
    }

    public static string Blob(string vaultFolder, ResourceKey key) =>
        Path.Combine(BlobFolder(vaultFolder, key), key.ToString());

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path) : [];
}
