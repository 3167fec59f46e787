using GlacierPS.Core.Storage;

namespace GlacierPS.Local.Storage;

/// <summary>Accounts and vaults in a data folder that this process alone holds.</summary>
internal sealed class DiskBackend : IStorageBackend
{
    private readonly StoreLayout _layout;
    private readonly FolderLock _lock;

    private DiskBackend(StoreLayout layout, FolderLock folderLock)
    {
        _layout = layout;
        _lock = folderLock;
    }

    /// <summary>Takes a data folder, which is made if it is missing.</summary>
    /// <exception cref="Core.Protocol.GlacierInputException">It cannot be made, or another process has it.</exception>
    public static async Task<DiskBackend> OpenAsync(string folder, TimeSpan wait, CancellationToken cancellationToken)
    {
        var layout = new StoreLayout(folder);
        FolderLock folderLock = await FolderLock.TakeAsync(layout, wait, cancellationToken);
        return new DiskBackend(layout, folderLock);
    }

    public StoreLayout Layout => _layout;

    public IEnumerable<AccountKey> Accounts() => _layout.Accounts();

    public bool HasMetadata(AccountKey account) => File.Exists(_layout.Metadata(account));

    public MetadataStore OpenMetadata(AccountKey account)
    {
        DurableFile.CreateFolder(_layout.Account(account));
        var reserve = new RoomReserve(_layout.Reserve(account));
        MetadataStore metadata = MetadataStore.Open(_layout.Metadata(account), reserve);
        reserve.Ensure();
        return metadata;
    }

    public IEnumerable<string> VaultFolders(AccountKey account) => _layout.VaultFolders(account);

    public IEnumerable<string> Strays(AccountKey account) => _layout.Strays(account);

    public IEnumerable<string> UnknownVaults(AccountKey account, IEnumerable<string> known, DateTime before)
    {
        foreach (string folder in _layout.VaultFolders(account).Except(known))
        {
            string path = _layout.Vault(account, folder);
            if (Directory.GetCreationTimeUtc(path) >= before)
            {
                continue;
            }

            if (Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Any())
            {
                yield return folder;
            }
            else
            {
                new DiskVaultStorage(path).Remove([]);
            }
        }
    }

    public string NewVaultFolder(string vaultName) => StoreLayout.NewVaultFolder(vaultName);

    public IVaultStorage OpenVault(AccountKey account, string folder, bool create)
    {
        string path = _layout.Vault(account, folder);
        if (create)
        {
            DurableFile.CreateFolder(StoreLayout.Aside(path));
            DurableFile.CreateFolder(StoreLayout.Blobs(path));
        }

        return new DiskVaultStorage(path);
    }

    public void Dispose() => _lock.Dispose();
}
