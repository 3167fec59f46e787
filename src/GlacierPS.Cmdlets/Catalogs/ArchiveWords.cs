using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// What people call archives, for questions and for -WhatIf, and what those come to together. The catalogue is asked,
/// the service is not.
/// </summary>
internal sealed class ArchiveWords(GlacierConnection connection)
{
    private const int ShortId = 12;
    private static readonly TimeSpan EarlyAge = TimeSpan.FromDays(90);

    private long _archives;
    private long _unknown;
    private long _bytes;
    private long _early;
    private decimal? _earlyCost = 0;

    /// <summary>
    /// <c>'2014/a.jpg' (293 KiB, 2026-11-28) in vault photos</c>; the beginning of the ID where the catalogue does not
    /// know the archive.
    /// </summary>
    public string Of(string vaultName, string archiveId) =>
        Find(vaultName, archiveId) is not { } archive ? $"archive {Short(archiveId)} in vault {vaultName}"
        : archive.Name.Length == 0 ? $"archive {Short(archiveId)} ({Facts(archive)}) in vault {vaultName}"
        : $"'{archive.Name}' ({Facts(archive)}) in vault {vaultName}";

    /// <summary>An import can have IDs of any length.</summary>
    private static string Short(string archiveId) =>
        archiveId.Length > ShortId ? archiveId[..ShortId] + "…" : archiveId;

    /// <summary>Counts an archive.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="archiveId">Its ID.</param>
    /// <param name="range">The part of it that is meant; null for all of it.</param>
    /// <param name="prices">What its deletion costs while it is young.</param>
    public void Count(string vaultName, string archiveId, ByteRange? range, RegionPrices prices)
    {
        _archives++;
        if (Find(vaultName, archiveId) is not { } archive)
        {
            _unknown += range is null ? 1 : 0;
            _bytes += range?.Length ?? 0;
            return;
        }

        _bytes += range?.Length ?? archive.SizeInBytes;
        DateTime now = DateTime.UtcNow;
        if (now - archive.CreationDate < EarlyAge)
        {
            _early++;
            _earlyCost += prices.EarlyDeletion(archive.SizeInBytes, archive.CreationDate, now);
        }
    }

    /// <summary>How many were counted.</summary>
    public long Archives => _archives;

    /// <summary>What their deletion would come to, in a sentence or two.</summary>
    public string Deletion(RegionPrices prices) =>
        $"In all: {Total()} would be deleted."
        + (
            _early == 0
                ? ""
                : $" {Quantity.Of(_early, "archive is", "archives are")} younger than 90 days: deleting early costs "
                    + $"{Dollars(_earlyCost, prices)}."
        );

    /// <summary>What their retrieval would come to, in a sentence.</summary>
    public string Retrieval(RetrievalTier tier, RegionPrices prices) =>
        $"In all: {Total()} would be retrieved ({tier}), for "
        + $"{Dollars(prices.Retrieval(tier, _bytes, _archives), prices)}"
        + ", besides what sending them out of AWS costs.";

    private static string Facts(CatalogArchive archive) =>
        $"{ByteSize.Format(archive.SizeInBytes)}, {ShownTime.ToDay(archive.CreationDate)}";

    private static string Dollars(decimal? cost, RegionPrices prices) =>
        cost is { } known ? FormattableString.Invariant($"{known:N2} USD by {prices.Origin}") : prices.NotKnown;

    private string Total() =>
        $"{Quantity.Of(_archives, "archive")}, {ByteSize.Format(_bytes)}"
        + (_unknown == 0 ? "" : $" and {Digits.Of(_unknown)} of unknown size,");

    private CatalogArchive? Find(string vaultName, string archiveId)
    {
        try
        {
            return connection.KnownCatalogOrNull(vaultName)?.Find([archiveId], CancellationToken.None).FirstOrDefault();
        }
        catch (Exception error) when (error is GlacierException or IOException or UnauthorizedAccessException)
        {
            // What is wrong with the catalogue is told by the cmdlets that work with it.
            return null;
        }
    }
}
