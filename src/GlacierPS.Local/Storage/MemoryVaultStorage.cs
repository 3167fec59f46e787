using System.Collections.Concurrent;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>The bytes of a vault's archives in memory.</summary>
internal sealed class MemoryVaultStorage : IVaultStorage
{
    private readonly ConcurrentDictionary<ResourceKey, MemoryFile> _blobs = new();

    public string Place => "memory";

    public IBlobFile CreateBlob(ResourceKey key, long expectedLength) => new MemoryFile(file => _blobs[key] = file);

    public IBlobFile OpenBlob(ResourceKey key) =>
        _blobs.TryGetValue(key, out MemoryFile? file)
            ? file
            : throw new FileNotFoundException($"There is no blob {key}.");

    public long? LengthOf(ResourceKey key) => _blobs.TryGetValue(key, out MemoryFile? file) ? file.Length : null;

    public void DeleteBlob(ResourceKey key) => _blobs.TryRemove(key, out _);

    public IEnumerable<(ResourceKey Key, long Length)> Blobs(byte first, DateTime before) =>
        _blobs.Where(blob => blob.Key.FirstByte == first).Select(blob => (blob.Key, blob.Value.Length));

    public IEnumerable<ResourceKey> Aside() => [];

    public void PutInPlace(ResourceKey key) { }

    public void FlushRemovals(IEnumerable<ResourceKey> removed) { }

    public IEnumerable<string> Strays() => [];

    public void Remove(IReadOnlyList<ResourceKey> blobs) => _blobs.Clear();
}
