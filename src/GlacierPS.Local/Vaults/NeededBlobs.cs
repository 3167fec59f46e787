using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults;

/// <summary>A blob that a record refers to.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes that its file has to have.</param>
/// <param name="Archive">The archive that it belongs to; null for a part of an upload.</param>
/// <param name="IsDead">Whether the archive was deleted, and no job needs it any more.</param>
internal readonly record struct NeededBlob(ResourceKey Key, long Length, ResourceKey? Archive, bool IsDead);

/// <summary>
/// What a check knows of a vault: its archives counted, and the blobs that are parts, of archives and of uploads, by
/// the first byte of their keys.
/// </summary>
internal sealed class PartBlobs
{
    private readonly Dictionary<byte, List<NeededBlob>> _blobs = [];
    private long _count;
    private ulong _keys;

    /// <summary>The place of the vault's history up to which archives are counted.</summary>
    public long Sequence { get; set; }

    /// <summary>Whether the archives that were added and those that were taken away are the same.</summary>
    public bool IsBalanced => _count == 0 && _keys == 0;

    /// <summary>Counts an archive: 1 in the table, -1 in the index, 0 if it came since.</summary>
    public void Count(ResourceKey key, int sign)
    {
        _count += sign;
        _keys ^= sign == 0 ? 0 : key.High ^ (key.Low * 31);
    }

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
