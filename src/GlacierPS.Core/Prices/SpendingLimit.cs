using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Prices;

/// <summary>
/// What may be spent on a vault in 30 days. A job is noted before it is started, so that whatever happens to the
/// process no more is spent than the limit; it is taken back if the service refuses it.
/// </summary>
/// <param name="dollars">The limit in US dollars, for each vault.</param>
/// <param name="ledger">What was spent.</param>
/// <param name="prices">The prices of the vaults' region.</param>
/// <param name="time">The clock.</param>
public sealed class SpendingLimit(decimal dollars, SpendingLedger ledger, RegionPrices prices, TimeProvider time)
{
    /// <summary>How far back what was spent counts.</summary>
    public static readonly TimeSpan Counted = TimeSpan.FromDays(30);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>US dollars that may still be spent on a vault.</summary>
    public decimal Left(string vaultName) => dollars - ledger.Spent(vaultName, Now - Counted);

    /// <summary>Notes a job that is about to be started.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="archiveId">The archive, for the error.</param>
    /// <param name="tier">The job's tier.</param>
    /// <param name="bytes">Bytes that it retrieves; null if that is not known.</param>
    /// <exception cref="GlacierInputException">
    /// MaxCostReached: it would cost more than is left. PriceUnknown: what it would cost is not known.
    /// </exception>
    /// <exception cref="Storage.DatabaseException">The ledger cannot be written, and the job must not be
    /// started.</exception>
    public SpendingEntry Reserve(string vaultName, string archiveId, RetrievalTier tier, long? bytes)
    {
        decimal cost = CostOf(archiveId, tier, bytes);
        DateTime now = Now;
        decimal spent = ledger.Reserve(vaultName, tier, bytes!.Value, cost, dollars, now - Counted, now);
        return spent + cost <= dollars
            ? new SpendingEntry(() => ledger.GiveBack(vaultName, tier, bytes.Value, cost, now))
            : throw new GlacierInputException(
                "MaxCostReached",
                $"No job was started for the archive {archiveId}: it is likely to cost {Text(cost)} USD, and of "
                    + $"-MaxCost {Text(dollars)} USD for the vault '{vaultName}' {Text(dollars - spent)} are "
                    + $"left, {Text(spent)} having been spent within "
                    + $"{Quantity.Of((long)Counted.TotalDays, "day")}. Give a higher -MaxCost, or run the same "
                    + "command later."
            );
    }

    private decimal CostOf(string archiveId, RetrievalTier tier, long? bytes)
    {
        if (bytes is null)
        {
            throw new GlacierInputException(
                "PriceUnknown",
                $"No job was started for the archive {archiveId}: its size is not known, and so not what it would "
                    + "cost. Run Update-GlacierCatalog first, or leave -MaxCost away."
            );
        }

        return prices.Retrieval(tier, bytes.Value, 1)
            ?? throw new GlacierInputException(
                "PriceUnknown",
                $"No job can be started within -MaxCost: {prices.NotKnown}."
            );
    }

    private static string Text(decimal amount) =>
        amount.ToString(amount is 0 or >= 0.01m ? "0.00" : "0.00########", CultureInfo.InvariantCulture);
}

/// <summary>A job that was noted, and can be taken back.</summary>
public sealed class SpendingEntry
{
    private readonly Action _giveBack;

    internal SpendingEntry(Action giveBack) => _giveBack = giveBack;

    /// <summary>The service has refused the job.</summary>
    public void GiveBack() => _giveBack();
}
