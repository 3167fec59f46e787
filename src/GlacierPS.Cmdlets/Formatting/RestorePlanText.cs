using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>What Restore-GlacierArchive is about to do, for -WhatIf and -Confirm.</summary>
internal static class RestorePlanText
{
    /// <summary>A plan in a sentence: how many files, what they cost, what is there already.</summary>
    public static string Of(RestoreEstimate plan, RetrievalTier tier, string folder) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Restore {Quantity.Of(plan.Archives, "archive")}, {ByteSize.Format(plan.SizeInBytes)}, below "
                + $"{folder}: {plan.AlreadyThere:N0} there already, {plan.JobsToReuse:N0} with a job, "
                + $"{Quantity.Of(plan.JobsToStart, "job")} to start for {ByteSize.Format(plan.BytesToRetrieve)} "
                + $"({tier}){Cost(plan)}{SizesUnknown(plan)}{Duplicates(plan)}{Copies(plan)}{Renamed(plan)}"
        );

    private static string Cost(RestoreEstimate plan) =>
        plan.RetrievalCost is null || plan.TransferOutCost is null
            ? $"; what it costs is not known: {plan.PricesFrom}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $", which is likely to cost {plan.RetrievalCost:0.00} USD, and sending them out of AWS "
                    + $"{plan.TransferOutCost:0.00} USD, by {plan.PricesFrom}"
            );

    private static string SizesUnknown(RestoreEstimate plan) =>
        plan.SizesUnknown == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; the size of {plan.SizesUnknown:N0} is not known");

    private static string Duplicates(RestoreEstimate plan) =>
        plan.Duplicates == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {plan.Duplicates:N0} with the name and content of another one, which is retrieved once"
            );

    private static string Copies(RestoreEstimate plan) =>
        plan.Copies == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {Quantity.Of(plan.Copies, "further file")} of archives with several names, copied, not retrieved"
            );

    private static string Renamed(RestoreEstimate plan) =>
        plan.Renamed.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {plan.Renamed.Length:N0} with another name");
}
