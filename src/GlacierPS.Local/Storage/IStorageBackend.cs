namespace GlacierPS.Local.Storage;

/// <summary>What accounts and their vaults are kept on: a folder, or memory. Knows files, not what they mean.</summary>
internal interface IStorageBackend : IDisposable
{
    /// <summary>All vaults that are there, of every account and region.</summary>
    IEnumerable<IVaultStorage> Vaults();

    /// <summary>All accounts, in every region, that something may be kept of.</summary>
    IEnumerable<AccountKey> Accounts();

    /// <summary>The journal of an account itself.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="create">Whether to make it if it is missing.</param>
    /// <returns>Null if it is missing. Whoever takes it disposes of it.</returns>
    IAppendFile? OpenAccountJournal(AccountKey account, bool create);

    /// <summary>Makes the place for a new vault.</summary>
    IVaultStorage CreateVault(AccountKey account, string name);
}
