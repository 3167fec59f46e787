using System.Collections.Concurrent;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>A vault in memory.</summary>
internal sealed class MemoryVaultMedium(AccountKey account) : IVaultMedium
{
    private readonly ConcurrentDictionary<ShortKey, MemoryFile> _blobs = new();

    public AccountKey Account { get; } = account;

    public string Place => "memory";

    public IAppendFile Journal { get; private set; } = new MemoryFile();

    public void ReplaceJournal(Action<IAppendFile> write)
    {
        var fresh = new MemoryFile();
        write(fresh);
        Journal = fresh;
    }

    public IBlobFile CreateBlob(ShortKey key, long expectedLength) => new MemoryFile(file => _blobs[key] = file);

    public IBlobFile OpenBlob(ShortKey key) =>
        _blobs.TryGetValue(key, out MemoryFile? file)
            ? file
            : throw new FileNotFoundException($"There is no blob {key}.");

    public long? LengthOf(ShortKey key) => _blobs.TryGetValue(key, out MemoryFile? file) ? file.Length : null;

    public void DeleteBlob(ShortKey key) => _blobs.TryRemove(key, out _);

    public void VisitBlobs(Action<ShortKey, long> visit)
    {
        foreach ((ShortKey key, MemoryFile file) in _blobs)
        {
            visit(key, file.Length);
        }
    }

    public void Remove() => _blobs.Clear();

    public void Dispose() { }
}
