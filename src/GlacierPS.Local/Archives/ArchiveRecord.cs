using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Archives;

/// <summary>An archive as the metadata have it, deleted or not.</summary>
internal struct ArchiveRecord
{
    /// <summary>The number of its vault's row.</summary>
    public long Vault;

    public ResourceKey Key;

    public long Size;

    public Sha256Digest TreeHash;

    public ServiceTime Created;

    /// <summary>Its place among all that was ever stored in or deleted from the vault.</summary>
    public long CreatedSequence;

    /// <summary>The place of its deletion; 0 while it lives.</summary>
    public long DeletedSequence;

    public ServiceTime Deleted;

    /// <summary>In Latin-1; null if it has none.</summary>
    public byte[]? Description;

    /// <summary>Its blobs in order; null if it is one blob that has its own key.</summary>
    public BlobRef[]? Parts;

    public readonly bool IsDeleted => DeletedSequence != 0;

    /// <summary>The blobs that make it up, in order.</summary>
    public readonly BlobRef[] Blobs() => Parts ?? [new BlobRef(Key, Size, TreeHash)];

    /// <summary>Refuses an archive whose parts do not make it up: of its size, and of its hash.</summary>
    /// <exception cref="DamagedDataException">They do not.</exception>
    public readonly void RequireWhole()
    {
        if (
            Parts is not null
            && (
                Parts.Length == 0
                || Parts.Sum(part => part.Length) != Size
                || Core.Hashing.TreeHash.Combine([.. Parts.Select(part => part.TreeHash)]) != TreeHash
            )
        )
        {
            throw new DamagedDataException(
                $"The parts of archive {IdCodec.Archive.Format(Key)} are not those that it was completed with."
            );
        }
    }
}
