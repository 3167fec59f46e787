using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Vaults;

/// <summary>The blobs that are there, and their lengths, whoever they belong to.</summary>
internal sealed class BlobListing
{
    // By first byte: a medium tells blobs that share it from one thread.
    private readonly List<(ShortKey Key, long Length)>[] _blobs =
    [
        .. Enumerable.Range(0, 256).Select(_ => new List<(ShortKey, long)>()),
    ];

    public static BlobListing Of(IVaultMedium medium)
    {
        var listing = new BlobListing();
        medium.VisitBlobs((key, length) => listing._blobs[key.FirstByte].Add((key, length)));
        return listing;
    }

    public IEnumerable<(ShortKey Key, long Length)> All => _blobs.SelectMany(blobs => blobs);
}
