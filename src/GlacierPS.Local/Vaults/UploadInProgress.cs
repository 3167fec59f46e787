using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>A multipart upload in progress (glacier-api.md §6.4).</summary>
internal sealed class UploadInProgress(
    ResourceKey key,
    long ordinal,
    long partSize,
    string? description,
    ServiceTime created
)
{
    private readonly SortedList<long, BlobRef> _parts = [];

    public ResourceKey Key { get; } = key;

    /// <summary>Its place among all uploads that were ever begun in the vault.</summary>
    public long Ordinal { get; } = ordinal;

    public long PartSize { get; } = partSize;

    public string? Description { get; } = description;

    public ServiceTime Created { get; } = created;

    /// <summary>When something last happened to it.</summary>
    public ServiceTime LastActivity { get; set; } = created;

    /// <summary>Its parts by the offset of their first byte.</summary>
    public SortedList<long, BlobRef> Parts => _parts;

    /// <summary>The part that begins at an offset, if there is one: it is about to be replaced.</summary>
    public BlobRef? PartAt(long start) => _parts.TryGetValue(start, out BlobRef part) ? part : null;

    public void Put(long start, in BlobRef blob, ServiceTime at)
    {
        _parts[start] = blob;
        LastActivity = at;
    }

    public BlobRef[] Blobs() => [.. _parts.Values];
}

/// <summary>
/// An upload that ended a short while ago. Repeating what ended it still succeeds (glacier-api.md §6.5).
/// </summary>
/// <param name="Key">The upload.</param>
/// <param name="Ordinal">Its place among all uploads that were ever initiated in the vault.</param>
/// <param name="At">When it ended.</param>
/// <param name="Archive">The archive that it became; null if it was aborted.</param>
internal sealed record ClosedUpload(ResourceKey Key, long Ordinal, ServiceTime At, ResourceKey? Archive);
