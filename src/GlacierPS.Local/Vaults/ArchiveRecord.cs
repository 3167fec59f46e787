using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// What memory holds of an archive. There may be millions: no object of its own, nothing that can be derived.
/// </summary>
internal struct ArchiveRecord
{
    public ResourceKey Key;

    public long Size;

    public Sha256Digest TreeHash;

    public ServiceTime Created;

    /// <summary>Its place among all that was ever stored in or deleted from the vault.</summary>
    public long CreatedAt;

    /// <summary>The place of its deletion; 0 while it lives.</summary>
    public long DeletedAt;

    public ServiceTime Deleted;

    /// <summary>In Latin-1; null if it has none.</summary>
    public byte[]? Description;

    /// <summary>Its blobs in order; null if it is one blob that has its own key.</summary>
    public BlobRef[]? Parts;

    public readonly bool IsDeleted => DeletedAt != 0;

    /// <summary>The blobs that make it up, in order.</summary>
    public readonly BlobRef[] Blobs() => Parts ?? [new BlobRef(Key, Size, TreeHash)];

    /// <summary>Whether an inventory that was taken at a place of the history lists it.</summary>
    public readonly bool IsIn(long sequence) => CreatedAt <= sequence && (DeletedAt == 0 || DeletedAt > sequence);
}
