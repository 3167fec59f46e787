using System.IO.Enumeration;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A vault in its folder.</summary>
internal sealed class DiskVaultStorage : IVaultStorage
{
    private readonly StoreLayout _layout;
    private readonly string _folder;
    private IAppendFile _journal;

    private DiskVaultStorage(StoreLayout layout, AccountKey account, string folder, IAppendFile journal)
    {
        _layout = layout;
        _folder = folder;
        _journal = journal;
        Account = account;
    }

    public AccountKey Account { get; }

    public string Place => _folder;

    public IAppendFile Journal => _journal;

    public static DiskVaultStorage Create(StoreLayout layout, AccountKey account, string name)
    {
        string folder = layout.NewVaultFolder(account, name);
        DurableFolder.Create(StoreLayout.Aside(folder));
        DurableFolder.Create(StoreLayout.Blobs(folder));
        var journal = new DiskAppendFile(StoreLayout.Journal(folder), FileMode.CreateNew);
        DurableFolder.Flush(folder);
        return new DiskVaultStorage(layout, account, folder, journal);
    }

    public static DiskVaultStorage Open(StoreLayout layout, AccountKey account, string folder)
    {
        DurableFolder.Create(StoreLayout.Aside(folder));
        DurableFolder.Create(StoreLayout.Blobs(folder));
        return new DiskVaultStorage(
            layout,
            account,
            folder,
            new DiskAppendFile(StoreLayout.Journal(folder), FileMode.OpenOrCreate)
        );
    }

    public void ReplaceJournal(Action<IAppendFile> write)
    {
        string aside = StoreLayout.Aside(_folder, ResourceKey.New());
        using (var fresh = new DiskAppendFile(aside, FileMode.CreateNew))
        {
            write(fresh);
            fresh.Flush();
        }

        // Windows does not rename onto an open file.
        _journal.Dispose();
        File.Move(aside, StoreLayout.Journal(_folder), overwrite: true);
        DurableFolder.Flush(_folder);
        _journal = new DiskAppendFile(StoreLayout.Journal(_folder), FileMode.Open);
    }

    public IBlobFile CreateBlob(ResourceKey key, long expectedLength) =>
        DiskBlobFile.Create(_folder, key, expectedLength);

    public IBlobFile OpenBlob(ResourceKey key) => DiskBlobFile.Open(_folder, key);

    public long? LengthOf(ResourceKey key)
    {
        var file = new FileInfo(StoreLayout.Blob(_folder, key));
        return file.Exists ? file.Length : null;
    }

    public void DeleteBlob(ResourceKey key)
    {
        try
        {
            File.Delete(StoreLayout.Blob(_folder, key));
        }
        catch (DirectoryNotFoundException)
        {
            // No blob ever lay there.
        }
    }

    public void VisitBlobs(Action<ResourceKey, long> visit)
    {
        foreach (string leftover in Directory.EnumerateFiles(StoreLayout.Aside(_folder)))
        {
            File.Delete(leftover);
        }

        Parallel.ForEach(
            StoreLayout.BlobFolders(_folder),
            fan =>
            {
                var files = new FileSystemEnumerable<(ResourceKey Key, long Length)>(
                    fan.Folder,
                    static (ref FileSystemEntry entry) =>
                        ResourceKey.TryParse(entry.FileName, out ResourceKey key) ? (key, entry.Length) : default
                )
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                        ResourceKey.TryParse(entry.FileName, out ResourceKey key)
                        && key.FirstByte == fan.First
                        && !entry.IsDirectory,
                };
                foreach ((ResourceKey key, long length) in files)
                {
                    visit(key, length);
                }
            }
        );
    }

    public void Remove()
    {
        _journal.Dispose();
        DurableFolder.Create(_layout.Removed);
        string removed = Path.Combine(_layout.Removed, Path.GetFileName(_folder));
        Directory.Move(_folder, removed);
        DurableFolder.Flush(Path.GetDirectoryName(_folder)!);
        Directory.Delete(removed, recursive: true);
    }

    public void Dispose() => _journal.Dispose();
}
