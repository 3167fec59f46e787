namespace GlacierPS.Local.Storage;

/// <summary>Vaults in a data folder that this process alone holds.</summary>
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

    public IEnumerable<IVaultStorage> Vaults()
    {
        if (Directory.Exists(_layout.Removed))
        {
            // A removal that a crash cut short.
            Directory.Delete(_layout.Removed, recursive: true);
        }

        return from account in _layout.Accounts()
            from folder in _layout.VaultFolders(account)
            select DiskVaultStorage.Open(_layout, account, folder);
    }

    public IEnumerable<AccountKey> Accounts() => _layout.Accounts();

    public IAppendFile? OpenAccountJournal(AccountKey account, bool create)
    {
        string path = _layout.AccountJournal(account);
        if (File.Exists(path))
        {
            return new DiskAppendFile(path, FileMode.Open);
        }

        if (!create)
        {
            return null;
        }

        DurableFolder.Create(_layout.Account(account));
        var journal = new DiskAppendFile(path, FileMode.CreateNew);
        DurableFolder.Flush(_layout.Account(account));
        return journal;
    }

    public IVaultStorage CreateVault(AccountKey account, string name) =>
        DiskVaultStorage.Create(_layout, account, name);

    public void Dispose() => _lock.Dispose();
}
