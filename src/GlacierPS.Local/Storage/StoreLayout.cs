using System.Globalization;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Where everything lies in a data folder. Nothing else builds a path. Only validated names come near one, and none
/// of them as it is: a vault's folder is a readable stem and chance, its real name is in the metadata, so that names
/// which differ in case only, or mean a device on some systems, do not collide.
/// </summary>
/// <remarks>
/// <code>
/// store.lock                      held by the process that has the folder
/// store.owner                     who that is, for the others' message
/// accounts/REGION/ACCOUNT/
///     metadata.db                 everything but the bytes of archives (SQLite, StoreSchema)
///     reserve                     room for the deletions of a full disk
///     STEM.CHANCE/                a vault
///         blobs/0f/0f...          a blob: its bytes, then the SHA-256 of each MiB
///         aside/                  blobs that are being written, and those that a kill left there after their commit
/// vaults/                         a store of version 1 (Upgrade)
/// </code>
/// </remarks>
internal sealed class StoreLayout(string root)
{
    private const int StemLength = 40;

    public string Root { get; } = root;

    public string Lock => Path.Combine(Root, "store.lock");

    public string Owner => Path.Combine(Root, "store.owner");

    public string AllAccounts => Path.Combine(Root, "accounts");

    /// <summary>The vaults of a store of version 1.</summary>
    public string Version1 => Path.Combine(Root, "vaults");

    public string Account(AccountKey account) => Path.Combine(AllAccounts, account.Region, account.AccountId);

    public string Metadata(AccountKey account) => Path.Combine(Account(account), "metadata.db");

    public string Reserve(AccountKey account) => Path.Combine(Account(account), "reserve");

    public string Vault(AccountKey account, string folder) => Path.Combine(Account(account), folder);

    /// <summary>A folder name that no vault has had before.</summary>
    public static string NewVaultFolder(string vaultName)
    {
        string stem = new([
            .. vaultName.Take(StemLength).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'),
        ]);
        string chance = ResourceKey.New().Low.ToString("x16", CultureInfo.InvariantCulture);
        return $"{stem}.{chance}";
    }

    /// <summary>Every account and region that has a folder; folders of other names are not ours.</summary>
    public IEnumerable<AccountKey> Accounts() => AccountsIn(AllAccounts);

    public static IEnumerable<AccountKey> AccountsIn(string folder) =>
        from region in Folders(folder)
        where AccountKey.IsRegion(Path.GetFileName(region))
        from account in Folders(region)
        where AccountKey.IsAccountId(Path.GetFileName(account))
        select new AccountKey(Path.GetFileName(region), Path.GetFileName(account));

    /// <summary>Folders of an account that have blobs.</summary>
    public IEnumerable<string> VaultFolders(AccountKey account) =>
        Folders(Account(account))
            .Where(folder => Directory.Exists(Blobs(folder)))
            .Select(folder => Path.GetFileName(folder));

    /// <summary>Files of an account that are not the service's own.</summary>
    public IEnumerable<string> Strays(AccountKey account)
    {
        string[] ours = ["metadata.db", "metadata.db-wal", "metadata.db-shm", "metadata.db-journal", "reserve"];
        return Directory
            .EnumerateFileSystemEntries(Account(account))
            .Where(path =>
                !ours.Contains(Path.GetFileName(path)) && !Directory.Exists(Blobs(path)) && !IsEmptyFolder(path)
            );
    }

    public static string Aside(string vaultFolder) => Path.Combine(vaultFolder, "aside");

    public static string Aside(string vaultFolder, ResourceKey key) => Path.Combine(Aside(vaultFolder), key.ToString());

    public static string Blobs(string vaultFolder) => Path.Combine(vaultFolder, "blobs");

    /// <summary>256 folders for the blobs: a folder of a million files is slow on many file systems.</summary>
    public static string BlobFolder(string vaultFolder, byte first) =>
        Path.Combine(Blobs(vaultFolder), first.ToString("x2", CultureInfo.InvariantCulture));

    public static string Blob(string vaultFolder, ResourceKey key) =>
        Path.Combine(BlobFolder(vaultFolder, key.FirstByte), key.ToString());

    private static bool IsEmptyFolder(string path) =>
        Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path) : [];
}
