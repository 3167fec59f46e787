using System.IO.Enumeration;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A vault in its folder.</summary>
internal sealed class DiskVaultMedium : IVaultMedium
{
    private readonly StoreLayout _layout;
    private readonly string _folder;
    private IAppendFile _journal;

    private DiskVaultMedium(StoreLayout layout, AccountKey account, string folder, IAppendFile journal)
    {
        _layout = layout;
        _folder = folder;
        _journal = journal;
        Account = account;
    }

    public AccountKey Account { get; }

    public string Place => _folder;

    public IAppendFile Journal => _journal;

    public static DiskVaultMedium Create(StoreLayout layout, AccountKey account, string name)
    {
        string folder = layout.NewVaultFolder(account, name);
        DurableFolder.Create(StoreLayout.Aside(folder));
        DurableFolder.Create(StoreLayout.Blobs(folder));
        var journal = new DiskAppendFile(StoreLayout.Journal(folder), FileMode.CreateNew);
        DurableFolder.Flush(folder);
        return new DiskVaultMedium(layout, account, folder, journal);
    }

    public static DiskVaultMedium Open(StoreLayout layout, AccountKey account, string folder)
    {
        DurableFolder.Create(StoreLayout.Aside(folder));
        DurableFolder.Create(StoreLayout.Blobs(folder));
        return new DiskVaultMedium(
            layout,
            account,
            folder,
            new DiskAppendFile(StoreLayout.Journal(folder), FileMode.OpenOrCreate)
        );
    }

    public void ReplaceJournal(Action<IAppendFile> write)
    {
        string aside = StoreLayout.Aside(_folder, ShortKey.New());
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

    public IBlobFile CreateBlob(ShortKey key, long expectedLength) => DiskBlobFile.Create(_folder, key, expectedLength);

    public IBlobFile OpenBlob(ShortKey key) => DiskBlobFile.Open(_folder, key);

    public long? LengthOf(ShortKey key)
    {
        var file = new FileInfo(StoreLayout.Blob(_folder, key));
        return file.Exists ? file.Length : null;
    }

    public void DeleteBlob(ShortKey key)
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

    public void VisitBlobs(Action<ShortKey, long> visit)
    {
        foreach (string leftover in Directory.EnumerateFiles(StoreLayout.Aside(_folder)))
        {
            File.Delete(leftover);
        }

        Parallel.ForEach(
            StoreLayout.BlobFolders(_folder),
            fan =>
            {
                var files = new FileSystemEnumerable<(ShortKey Key, long Length)>(
                    fan.Folder,
                    static (ref FileSystemEntry entry) =>
                        ShortKey.TryParse(entry.FileName, out ShortKey key) ? (key, entry.Length) : default
                )
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                        ShortKey.TryParse(entry.FileName, out ShortKey key)
                        && key.FirstByte == fan.First
                        && !entry.IsDirectory,
                };
                foreach ((ShortKey key, long length) in files)
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
