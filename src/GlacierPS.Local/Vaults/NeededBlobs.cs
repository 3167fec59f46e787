using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults;

/// <summary>A blob that a record refers to.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes that its file has to have.</param>
/// <param name="Archive">The archive that it belongs to; null for a part of an upload.</param>
/// <param name="IsDead">Whether the archive was deleted, and no job needs it any more.</param>
internal readonly record struct NeededBlob(ResourceKey Key, long Length, ResourceKey? Archive, bool IsDead);

/// <summary>The blobs that are parts, of archives and of uploads, by the first byte of their keys.</summary>
internal sealed class PartBlobs
{
    private readonly Dictionary<byte, List<NeededBlob>> _blobs = [];

    public void Add(NeededBlob blob)
    {
        if (!_blobs.TryGetValue(blob.Key.FirstByte, out List<NeededBlob>? blobs))
        {
            _blobs.Add(blob.Key.FirstByte, blobs = []);
        }

        blobs.Add(blob);
    }

    public IEnumerable<NeededBlob> Of(byte first) => _blobs.GetValueOrDefault(first) ?? [];
}
