using System.Runtime.InteropServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Report;

/// <summary>
/// One pass over a vault's archives: what they come to by age, size and year, and what the pass over their names needs.
/// </summary>
internal sealed class ArchivePass
{
    private const int EarlyDays = 90;

    private readonly Dictionary<int, Amount> _years = [];

    private ArchivePass(VaultRow vault) => Kept = new KeptArchives((int)Math.Min(vault.Archives, Array.MaxLength));

    /// <summary>The archives one by one, until the names were read.</summary>
    public KeptArchives Kept { get; }

    public Amount Total { get; private set; }

    public SortedDictionary<int, Amount> ByYear { get; } = [];

    public Amount[] BySize { get; } = new Amount[ArchiveClasses.Sizes.Length];

    public Amount[] ByAge { get; } = new Amount[ArchiveClasses.Ages.Length];

    public Amount Early { get; private set; }

    public decimal? EarlyCost { get; private set; } = 0;

    public Amount Compressed { get; private set; }

    public Amount Encrypted { get; private set; }

    /// <summary>Groups of archives with the same content, and what all but one of each come to.</summary>
    public (long Groups, Amount Extra) Duplicates { get; private set; }

    public Amount WithoutHash { get; private set; }

    /// <summary>Archives that a lock keeps.</summary>
    public Amount Locked { get; private set; }

    public DateTime? LockedUntil { get; private set; }

    /// <summary>Archives of which a copy is proven, for each of the vault's copies.</summary>
    public Amount[] Proven { get; private set; } = [];

    /// <summary>Numbers of the largest archives, and of the oldest.</summary>
    public TopList<long> Largest { get; private set; } = null!;

    public TopList<long> Oldest { get; private set; } = null!;

    public static ArchivePass Read(
        Database database,
        VaultRow vault,
        ReportOptions options,
        RegionPrices prices,
        VaultForecast forecast,
        DeletionLock rules,
        IReadOnlyList<VaultCopies> copies,
        CancellationToken cancellationToken
    )
    {
        var pass = new ArchivePass(vault) { Largest = new(options.Rows), Oldest = new(options.Rows) };
        pass.Proven = new Amount[copies.Count];
        pass.ReadAll(database, vault, options, prices, forecast, rules, copies, cancellationToken);
        return pass;
    }

    private void ReadAll(
        Database database,
        VaultRow vault,
        ReportOptions options,
        RegionPrices prices,
        VaultForecast forecast,
        DeletionLock rules,
        IReadOnlyList<VaultCopies> copies,
        CancellationToken cancellationToken
    )
    {
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        long sum = 0;
        int count = (int)Math.Min(vault.Archives, Array.MaxLength);
        var hashes = new List<ulong>(count);
        var hashed = new List<int>(count);
        using DatabaseStatement select = database.Prepare(
            $"SELECT {ArchiveRow.Columns}, a.tool, a.compressed, a.encrypted FROM archives a "
                + $"WHERE a.id BETWEEN {first} AND {last}"
        );
        while (select.Step())
        {
            ArchiveRow row = ArchiveRow.Read(select, database, out long checksum);
            sum += checksum;
            DateTime created = CatalogSchema.Time(row.Created);
            double days = (options.Now - created).TotalDays;
            int age = ArchiveClasses.OfAge(days);
            Total = Total.With(row.Size);
            ByAge[age] = ByAge[age].With(row.Size);
            int size = ArchiveClasses.OfSize(row.Size);
            BySize[size] = BySize[size].With(row.Size);
            ref Amount year = ref CollectionsMarshal.GetValueRefOrAddDefault(_years, created.Year, out _);
            year = year.With(row.Size);
            if (days < EarlyDays)
            {
                Early = Early.With(row.Size);
                EarlyCost += prices.EarlyDeletion(row.Size, created, options.Now);
            }

            Compressed = select.Number(11) != 0 ? Compressed.With(row.Size) : Compressed;
            Encrypted = select.Number(12) != 0 ? Encrypted.With(row.Size) : Encrypted;
            forecast.Add(row.Size, created);
            Lock(rules, row.Size, created, options.Now);
            for (int i = 0; i < copies.Count; i++)
            {
                Proven[i] = copies[i].Has(row.ArchiveId) ? Proven[i].With(row.Size) : Proven[i];
            }

            Largest.Offer(row.Size, row.Number);
            Oldest.Offer(-row.Created, row.Number);
            if (row.TreeHash == default)
            {
                WithoutHash = WithoutHash.With(row.Size);
            }
            else
            {
                // Half of 64 bits of chance meet by chance among four billion archives; sizes are compared besides.
                hashes.Add(MemoryMarshal.Read<ulong>(row.TreeHash.Bytes));
                hashed.Add(Kept.Count);
            }

            Kept.Add(row.Number, row.Size, age, (int)Math.Clamp(select.Number(10), 0, 15));
            if (Kept.Count % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        if (Kept.Count != vault.Archives || sum != vault.ArchivesSum)
        {
            throw database.Damaged(
                $"of the vault '{vault.Name}' it has {Quantity.Of(Kept.Count, "archive")} instead of the "
                    + $"{Digits.Of(vault.Archives)} written"
            );
        }

        foreach ((int key, Amount amount) in _years)
        {
            ByYear[key] = amount;
        }

        FindDuplicates(hashes, hashed);
    }

    private void Lock(DeletionLock rules, long size, DateTime created, DateTime now)
    {
        if (!rules.Forbids(created, now))
        {
            return;
        }

        Locked = Locked.With(size);
        DateTime? until = rules.DeletableFrom(created);
        LockedUntil = until > LockedUntil || LockedUntil is null ? until : LockedUntil;
    }

    private void FindDuplicates(List<ulong> hashes, List<int> hashed)
    {
        Span<ulong> keys = CollectionsMarshal.AsSpan(hashes);
        Span<int> at = CollectionsMarshal.AsSpan(hashed);
        keys.Sort(at);
        long groups = 0;
        var extra = new Amount();
        bool inGroup = false;
        for (int i = 1; i < keys.Length; i++)
        {
            bool same = keys[i] == keys[i - 1] && Kept.SizeAt(at[i]) == Kept.SizeAt(at[i - 1]);
            if (same)
            {
                groups += inGroup ? 0 : 1;
                extra = extra.With(Kept.SizeAt(at[i]));
            }

            inGroup = same;
        }

        Duplicates = (groups, extra);
    }
}
