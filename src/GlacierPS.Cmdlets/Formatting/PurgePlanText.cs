using System.Globalization;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>What the emptying of a vault does, in sentences.</summary>
internal static class PurgePlanText
{
    /// <summary>What it deletes, and what that costs.</summary>
    public static string Of(PurgePlan plan) =>
        $"Delete {(plan.Archives == 1 || plan.LockedArchives + plan.KeptArchives > 0 ? "" : "all ")}"
        + $"{Quantity.Of(plan.Archives, "archive")}, {ByteSize.Format(plan.SizeInBytes)}, from vault "
        + $"{plan.VaultName}; younger than 90 days: {Quantity.Of(plan.EarlyArchives, "archive")}{Cost(plan)}";

    /// <summary>How many archives are kept since no copy of them is proven, and why.</summary>
    public static string Kept(PurgePlan plan, IReadOnlyDictionary<CopyStatus, long> why) =>
        $"Kept in vault '{plan.VaultName}': {Quantity.Of(plan.KeptArchives, "archive")} without a proven copy "
        + $"({string.Join(", ", why.Select(kept => $"{Digits.Of(kept.Value)} {kept.Key}"))}). -WhatIf shows each.";

    /// <summary>For what the removal of an emptied vault waits.</summary>
    public static string Waiting(VaultDescription vault) =>
        $"The vault '{vault.VaultName}' can be removed when an inventory knows that it is empty; the last one is of "
        + (
            vault.LastInventoryDate is { } last
                ? $"{ShownTime.ToMinute(last)}, and counts {Quantity.Of(vault.NumberOfArchives, "archive")}. The "
                    + "next is due about a day later."
                : "no day yet."
        );

    private static string Cost(PurgePlan plan) =>
        plan.EarlyDeletionCost is { } cost
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", which is likely to cost {cost:0.00} USD by {plan.PricesFrom}"
            )
            : $"; what that costs is not known: {plan.PricesFrom}";

    /// <summary>After a stop while archives were deleted, or the vault was waited for.</summary>
    public static string Stopped(long deleted) =>
        $"Stopped after {Quantity.Of(deleted, "archive")}. What was deleted is noted: run the same command again, and "
        + "it goes on from there.";

    /// <summary>After a stop before anything was deleted.</summary>
    public const string StoppedReading =
        "Stopped. Nothing was deleted. An inventory job that was started goes on at the service: run the same command "
        + "again, and it waits for that one.";
}
