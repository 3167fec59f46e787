using System.Globalization;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>A plan to copy archives, in a sentence.</summary>
internal static class CopyPlanText
{
    public static string Of(CopyPlan plan, string prefix) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Copy {Quantity.Of(plan.Archives, "archive")}, {ByteSize.Format(plan.SizeInBytes)}, of vault "
                + $"{plan.VaultName} to {plan.Bucket}/{prefix}: {plan.AlreadyThere:N0} there already, "
                + $"{plan.KeysTaken:N0} whose key another object has, {Changed(plan)}{plan.Renamed:N0} with "
                + $"another key than their name, {Bundles(plan)}{plan.JobsToReuse:N0} with a job, "
                + $"{Quantity.Of(plan.JobsToStart, "job")} to start for "
                + $"{ByteSize.Format(plan.BytesToRetrieve)} ({plan.Tier}){Cost(plan)}"
        );

    private static string Changed(CopyPlan plan) =>
        plan.KeysChanged == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.KeysChanged:N0} copied under another key than the name map says, "
            );

    private static string Bundles(CopyPlan plan) =>
        plan.Bundles == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.ArchivesToBundle:N0} to be put into {Quantity.Of(plan.Bundles, "bundle")}, "
            );

    private static string Cost(CopyPlan plan) =>
        plan.RetrievalCost is not { } retrieval
            ? $"; what it costs is not known: {plan.PricesFrom}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $", which is likely to cost {retrieval:0.00} USD{Requests(plan)}, and where this machine is not at AWS "
                    + $"in the vault's region sending them {plan.TransferOut:0.00} USD, by {plan.PricesFrom}"
            );

    private static string Requests(CopyPlan plan) =>
        plan.RequestCost is { } requests
            ? string.Create(CultureInfo.InvariantCulture, $", and storing them {requests:0.00} USD")
            : "";
}
