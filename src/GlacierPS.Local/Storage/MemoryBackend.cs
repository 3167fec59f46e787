namespace GlacierPS.Local.Storage;

/// <summary>Accounts and vaults in memory, gone with the service: for tests, and for trying things out.</summary>
internal sealed class MemoryBackend : IStorageBackend
{
    public IEnumerable<AccountKey> Accounts() => [];

    public bool HasMetadata(AccountKey account) => false;

    public MetadataStore OpenMetadata(AccountKey account) => MetadataStore.InMemory();

    public IEnumerable<string> VaultFolders(AccountKey account) => [];

    public IEnumerable<string> UnknownVaults(AccountKey account, IEnumerable<string> known, DateTime before) => [];

    public IEnumerable<string> Strays(AccountKey account) => [];

    public string NewVaultFolder(string vaultName) => vaultName;

    public IVaultStorage OpenVault(AccountKey account, string folder, bool create) => new MemoryVaultStorage();

    public void Dispose() { }
}
