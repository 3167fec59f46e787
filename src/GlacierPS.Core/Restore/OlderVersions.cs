using System.Numerics;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Restore;

/// <summary>
/// The archives of a vault that have a newer one with the same name and other content. Kept in memory are these, and 2
/// to 4 bytes for each name while the catalogue is read.
/// </summary>
public sealed class OlderVersions
{
    // With so many bits a name at most one name in sixteen meets the bit of another.
    private const long BitsPerName = 16;

    private readonly Dictionary<string, DateTime> _dates = new(StringComparer.Ordinal);

    private OlderVersions() { }

    /// <summary>No archives, where there is no catalogue.</summary>
    public static OlderVersions None { get; } = new();

    /// <summary>No archives yet, where windows of them come one by one.</summary>
    internal static OlderVersions ToBeAdded() => new();

    /// <summary>Reads a vault's catalogue, three times where names repeat, else once or twice.</summary>
    public static OlderVersions Read(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        HashSet<long> repeated = RepeatedNames(catalog, cancellationToken);
        var older = new OlderVersions();
        if (repeated.Count > 0)
        {
            var filter = new CatalogFilter { Name = name => repeated.Contains(ShortOf(name)) };
            older.Add(catalog.Read(filter, cancellationToken));
        }

        return older;
    }

    /// <summary>Those of some archives, each of which is there once.</summary>
    public static OlderVersions Among(IEnumerable<CatalogArchive> archives)
    {
        ArgumentNullException.ThrowIfNull(archives);
        var older = new OlderVersions();
        older.Add(archives.Where(archive => archive.Name.Length > 0));
        return older;
    }

    /// <summary>
    /// Time at which an archive was stored, in UTC; null unless the vault has a newer one with the same name and other
    /// content.
    /// </summary>
    public DateTime? DateOf(string archiveId) => _dates.TryGetValue(archiveId, out DateTime date) ? date : null;

    /// <summary>Whether the vault has a newer one with an archive's name and other content.</summary>
    public bool IsOlder(ArchiveListing archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        // The ID is made as a text when it is asked for, and kept: not where none is older.
        return _dates.Count > 0 && _dates.ContainsKey(archive.ArchiveId);
    }

    /// <summary>Adds an archive that is known to be one.</summary>
    internal void Add(CatalogArchive archive) => _dates[archive.ArchiveId] = archive.CreationDate;

    private void Add(IEnumerable<CatalogArchive> archives)
    {
        foreach (
            IGrouping<string, CatalogArchive> group in archives.GroupBy(
                archive => ComparableName.Of(archive.Name),
                StringComparer.Ordinal
            )
        )
        {
            CatalogArchive newest = group.MaxBy(archive => archive.CreationDate)!;
            foreach (CatalogArchive archive in group.Where(archive => !IsSameContent(archive, newest)))
            {
                Add(archive);
            }
        }
    }

    private static bool IsSameContent(CatalogArchive one, CatalogArchive other) =>
        one.ArchiveId == other.ArchiveId
        || (one.TreeHash != default && one.TreeHash == other.TreeHash && one.SizeInBytes == other.SizeInBytes);

    /// <summary>
    /// The names that repeat, and perhaps a few more, as 8 bytes each. Of every name a bit of a table is set; one whose
    /// bit is set already may repeat, and these few are looked at once more.
    /// </summary>
    private static HashSet<long> RepeatedNames(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        long most = catalog.ReadState(cancellationToken).KnownArchives;
        ulong bits = BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(most * BitsPerName, 1 << 12, 1L << 32));
        ulong[] seen = new ulong[bits / 64];
        var candidates = new HashSet<long>();
        foreach (long name in ShortNames(catalog, cancellationToken))
        {
            ulong bit = (ulong)name & (bits - 1);
            ref ulong word = ref seen[bit / 64];
            ulong mask = 1UL << (int)(bit % 64);
            if ((word & mask) != 0)
            {
                candidates.Add(name);
            }

            word |= mask;
        }

        if (candidates.Count == 0)
        {
            return candidates;
        }

        var once = new HashSet<long>();
        var repeated = new HashSet<long>();
        foreach (long name in ShortNames(catalog, cancellationToken))
        {
            if (candidates.Contains(name) && !once.Add(name))
            {
                repeated.Add(name);
            }
        }

        return repeated;
    }

    private static IEnumerable<long> ShortNames(VaultCatalog catalog, CancellationToken cancellationToken) =>
        catalog
            .Read(null, cancellationToken)
            .Where(archive => archive.Name.Length > 0)
            .Select(archive => ShortOf(archive.Name));

    private static long ShortOf(string name) =>
        BitConverter.ToInt64(Sha256Digest.Of(Encoding.UTF8.GetBytes(ComparableName.Of(name))).Bytes);
}
