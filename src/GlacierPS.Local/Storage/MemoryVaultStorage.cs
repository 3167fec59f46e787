using System.Collections.Concurrent;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A vault in memory.</summary>
internal sealed class MemoryVaultStorage(AccountKey account) : IVaultStorage
{
    private readonly ConcurrentDictionary<ResourceKey, MemoryFile> _blobs = new();

    public AccountKey Account { get; } = account;

    public string Place => "memory";

    public IAppendFile Journal { get; private set; } = new MemoryFile();

    public void ReplaceJournal(Action<IAppendFile> write)
    {
        var fresh = new MemoryFile();
        write(fresh);
        Journal = fresh;
    }

    public IBlobFile CreateBlob(ResourceKey key, long expectedLength) => new MemoryFile(file => _blobs[key] = file);

    public IBlobFile OpenBlob(ResourceKey key) =>
        _blobs.TryGetValue(key, out MemoryFile? file)
            ? file
            : throw new FileNotFoundException($"There is no blob {key}.");

    public long? LengthOf(ResourceKey key) => _blobs.TryGetValue(key, out MemoryFile? file) ? file.Length : null;

    public void DeleteBlob(ResourceKey key) => _blobs.TryRemove(key, out _);

    public void VisitBlobs(Action<ResourceKey, long> visit)
    {
        foreach ((ResourceKey key, MemoryFile file) in _blobs)
        {
            visit(key, file.Length);
        }
    }

    public void Remove() => _blobs.Clear();

    public void Dispose() { }
}
