using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>The blobs that are there, and their lengths, whoever they belong to.</summary>
internal sealed class BlobListing
{
    // By first byte: a storage tells blobs that share it from one thread.
    private readonly List<(ResourceKey Key, long Length)>[] _blobs =
    [
        .. Enumerable.Range(0, 256).Select(_ => new List<(ResourceKey, long)>()),
    ];

    public static BlobListing Of(IVaultStorage storage)
    {
        var listing = new BlobListing();
        storage.VisitBlobs((key, length) => listing._blobs[key.FirstByte].Add((key, length)));
        return listing;
    }

    public IEnumerable<(ResourceKey Key, long Length)> All => _blobs.SelectMany(blobs => blobs);
}
