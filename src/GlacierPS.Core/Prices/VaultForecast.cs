using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Prices;

/// <summary>What can be done with a vault.</summary>
public enum VaultChoice
{
    /// <summary>Leave everything where it is.</summary>
    Stay,

    /// <summary>Copy each archive to an object of its own in Deep Archive, by Bulk retrievals.</summary>
    CopyBulk,

    /// <summary>The same, but small archives go into tars of <see cref="ForecastOptions.BundleSize"/>.</summary>
    CopyBundled,

    /// <summary>As CopyBulk, by Standard retrievals.</summary>
    CopyStandard,

    /// <summary>Restore everything to disks of one's own, by Bulk retrievals.</summary>
    RestoreBulk,

    /// <summary>Delete everything now.</summary>
    DeleteNow,
}

/// <summary>What a forecast assumes.</summary>
public sealed record ForecastOptions
{
    /// <summary>Years over which totals are counted.</summary>
    public int Years { get; init; } = 5;

    /// <summary>Archives of fewer bytes than this are bundled.</summary>
    public long BundleBelow { get; init; } = 64L << 20;

    /// <summary>Bytes of a bundle.</summary>
    public long BundleSize { get; init; } = 1L << 30;

    /// <summary>Bytes that are moved in an hour.</summary>
    public long BytesPerHour { get; init; } = 360L << 30;
}

/// <summary>
/// One choice and its cost in US dollars; amounts are null where a price that they take is not known.
/// </summary>
public sealed record VaultForecastRow
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>What is done.</summary>
    public required VaultChoice Choice { get; init; }

    /// <summary>Archives in the vault.</summary>
    public long Archives { get; init; }

    /// <summary>Their total size in bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Objects that are made in the bucket.</summary>
    public long Objects { get; init; }

    /// <summary>What it costs once: retrievals, requests, sending out of AWS, early deletion.</summary>
    public decimal? Once { get; init; }

    /// <summary>What storage costs each month afterwards.</summary>
    public decimal? PerMonth { get; init; }

    /// <summary>Both together over the years that were asked for.</summary>
    public decimal? Total { get; init; }

    /// <summary>
    /// Months after which it has cost less than staying; null if it never does. From 10 on whole months, before that to
    /// a tenth.
    /// </summary>
    public decimal? BreakEvenMonth { get; init; }

    /// <summary>
    /// Part of <see cref="Once"/>: what is charged for archives that are not 90 days old when they are deleted.
    /// </summary>
    public decimal? EarlyDeletion { get; init; }

    /// <summary>
    /// Not part of <see cref="Once"/> of the copies: what sending the bytes out of AWS would cost if the machine that
    /// copies is not at AWS in the vault's region.
    /// </summary>
    public decimal? TransferOut { get; init; }

    /// <summary>About how many days it takes.</summary>
    public decimal Days { get; init; }

    /// <summary>Where the prices are from.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>The choice. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Choice.ToString();
}

/// <summary>
/// Adds up what a vault's archives would cost in each place. It takes one archive after the other, in constant memory.
/// Requests that only look (HEAD, LIST) cost less than a hundredth of these, and are not counted.
/// </summary>
public sealed class VaultForecast
{
    // Jobs that AWS's own solution starts in a second.
    private const int JobsPerSecond = 100;

    private readonly string _vaultName;
    private readonly RegionPrices _prices;
    private readonly ForecastOptions _options;
    private readonly DateTime _now;
    private readonly ObjectCount _single = new();
    private readonly ObjectCount _bundled = new();
    private long _bundle;
    private long _archives;
    private long _bytes;
    private decimal? _early = 0;

    /// <summary>Makes one that has no archive yet.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="prices">The prices of its region.</param>
    /// <param name="options">What is assumed.</param>
    /// <param name="now">The time, in UTC.</param>
    public VaultForecast(string vaultName, RegionPrices prices, ForecastOptions options, DateTime now) =>
        (_vaultName, _prices, _options, _now) = (vaultName, prices, options, now);

    /// <summary>Adds an archive.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="created">When it was stored, in UTC.</param>
    public void Add(long bytes, DateTime created)
    {
        _archives++;
        _bytes += bytes;
        _early += _prices.EarlyDeletion(bytes, created, _now);
        _single.Add(bytes);
        if (bytes >= _options.BundleBelow)
        {
            _bundled.Add(bytes);
            return;
        }

        long member = BundleLayout.MemberSize(bytes);
        if (_bundle > 0 && _bundle + member > _options.BundleSize)
        {
            EndBundle();
        }

        _bundle += member;
    }

    /// <summary>The choices, each with its cost.</summary>
    public IReadOnlyList<VaultForecastRow> Rows()
    {
        EndBundle();
        decimal? stay = _prices.VaultMonth(_bytes, _archives);
        return
        [
            Row(VaultChoice.Stay, 0, stay, stay),
            Copy(VaultChoice.CopyBulk, RetrievalTier.Bulk, _single, stay),
            Copy(VaultChoice.CopyBundled, RetrievalTier.Bulk, _bundled, stay),
            Copy(VaultChoice.CopyStandard, RetrievalTier.Standard, _single, stay),
            Row(
                VaultChoice.RestoreBulk,
                _prices.Retrieval(RetrievalTier.Bulk, _bytes, _archives) + _prices.TransferOut(_bytes) + _early,
                0,
                stay
            ) with
            {
                EarlyDeletion = RegionPrices.Rounded(_early),
                Days = Days(RetrievalTier.Bulk),
            },
            Row(VaultChoice.DeleteNow, _early, 0, stay) with
            {
                EarlyDeletion = RegionPrices.Rounded(_early),
            },
        ];
    }

    private void EndBundle()
    {
        if (_bundle > 0)
        {
            _bundled.AddBundle(_bundle + BundleLayout.EndSize);
            _bundle = 0;
        }
    }

    private VaultForecastRow Copy(VaultChoice choice, RetrievalTier tier, ObjectCount objects, decimal? stay) =>
        Row(
            choice,
            _prices.Retrieval(tier, _bytes, _archives)
                + _prices.DeepArchiveRequests(objects.Stored, objects.Parts)
                + _early,
            _prices.DeepArchiveMonth(objects.Bytes, objects.Kept),
            stay
        ) with
        {
            Objects = objects.Kept,
            EarlyDeletion = RegionPrices.Rounded(_early),
            TransferOut = RegionPrices.Rounded(_prices.TransferOut(_bytes)),
            Days = Days(tier),
        };

    private VaultForecastRow Row(VaultChoice choice, decimal? once, decimal? perMonth, decimal? stay) =>
        new()
        {
            VaultName = _vaultName,
            Choice = choice,
            Archives = _archives,
            SizeInBytes = _bytes,
            Once = RegionPrices.Rounded(once),
            PerMonth = RegionPrices.Rounded(perMonth),
            Total = RegionPrices.Rounded(once + perMonth * 12 * _options.Years),
            BreakEvenMonth = choice == VaultChoice.Stay ? null : BreakEven(once, stay - perMonth),
            PricesFrom = _prices.Origin,
        };

    private static decimal? BreakEven(decimal? once, decimal? savedPerMonth) =>
        savedPerMonth is not > 0 || once is not { } spent ? null
        : spent / savedPerMonth.Value is var months && months >= 9.95m ? Math.Round(months)
        : Math.Round(months, 1);

    private decimal Days(RetrievalTier tier)
    {
        if (_archives == 0)
        {
            return 0;
        }

        decimal hours = Math.Max((decimal)_bytes / _options.BytesPerHour, _archives / (JobsPerSecond * 3600m));
        return Math.Round((RetrievalForecast.LongestWait(tier) + hours) / 24, 1);
    }

    /// <summary>Objects, and the requests that store them.</summary>
    private sealed class ObjectCount
    {
        public long Kept { get; private set; }

        public long Bytes { get; private set; }

        public long Stored { get; private set; }

        public long Parts { get; private set; }

        public void Add(long bytes)
        {
            Kept++;
            Bytes += bytes;
            Stored++;
            long parts = ObjectParts.Count(bytes);
            Parts += parts > 1 ? parts + 1 : 0;
        }

        /// <summary>A bundle, and the request that stores its index, counted at the price of the bundle's.</summary>
        public void AddBundle(long bytes)
        {
            Add(bytes);
            Stored++;
        }
    }
}
