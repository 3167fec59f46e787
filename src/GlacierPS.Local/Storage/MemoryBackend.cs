namespace GlacierPS.Local.Storage;

/// <summary>Vaults in memory, gone with the service: for tests, and for trying things out.</summary>
internal sealed class MemoryBackend : IStorageBackend
{
    public IEnumerable<IVaultStorage> Vaults() => [];

    public IEnumerable<AccountKey> Accounts() => [];

    public IAppendFile? OpenAccountJournal(AccountKey account, bool create) => create ? new MemoryFile() : null;

    public IVaultStorage CreateVault(AccountKey account, string name) => new MemoryVaultStorage(account);

    public void Dispose() { }
}
