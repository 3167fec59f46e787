namespace GlacierPS.Local.Storage;

/// <summary>Vaults in memory, gone with the service: for tests, and for trying things out.</summary>
internal sealed class MemoryMedium : IMedium
{
    public IEnumerable<IVaultMedium> Vaults() => [];

    public IEnumerable<AccountKey> Accounts() => [];

    public IAppendFile? OpenAccountJournal(AccountKey account, bool create) => create ? new MemoryFile() : null;

    public IVaultMedium CreateVault(AccountKey account, string name) => new MemoryVaultMedium(account);

    public void Dispose() { }
}
