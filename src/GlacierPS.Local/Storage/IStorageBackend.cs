namespace GlacierPS.Local.Storage;

/// <summary>What accounts and their vaults are kept on: a folder, or memory. Knows files, not what they mean.</summary>
internal interface IStorageBackend : IDisposable
{
    /// <summary>All accounts, in every region, that something is kept of.</summary>
    IEnumerable<AccountKey> Accounts();

    /// <summary>Whether an account has a database.</summary>
    bool HasMetadata(AccountKey account);

    /// <summary>Opens the database of an account, or makes an empty one.</summary>
    /// <exception cref="Core.Storage.DatabaseException">It is damaged, or cannot be reached.</exception>
    MetadataStore OpenMetadata(AccountKey account);

    /// <summary>Folders of an account that vaults may have; others may lie there too.</summary>
    IEnumerable<string> VaultFolders(AccountKey account);

    /// <summary>Files of an account that are not the service's own.</summary>
    IEnumerable<string> Strays(AccountKey account);

    /// <summary>
    /// Folders like those of vaults that no record knows, older than a time (UTC): a kill came while a vault was made
    /// or deleted, or the metadata are of another day. Those without a file are removed, and not told.
    /// </summary>
    IEnumerable<string> UnknownVaults(AccountKey account, IEnumerable<string> known, DateTime before);

    /// <summary>A folder name that no vault has had before.</summary>
    string NewVaultFolder(string vaultName);

    /// <summary>The place for the bytes of a vault's archives.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="folder">The name of its folder.</param>
    /// <param name="create">Whether to make it.</param>
    IVaultStorage OpenVault(AccountKey account, string folder, bool create);
}
