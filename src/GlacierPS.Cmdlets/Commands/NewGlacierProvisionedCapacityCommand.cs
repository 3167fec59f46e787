using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>PurchaseProvisionedCapacity: buys a unit for a month.</summary>
[Cmdlet(
    VerbsCommon.New,
    "GlacierProvisionedCapacity",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High
)]
[OutputType(typeof(ProvisionedCapacity))]
public sealed class NewGlacierProvisionedCapacityCommand : ConnectedCmdlet
{
    private protected override bool MakesLocalStore => true;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (
            ShouldProcess(
                Target.AccountInWords,
                "Buy a unit of capacity for Expedited retrievals for one month (AWS charges for it now, about 100 "
                    + "US dollars, "
                    + "and does not take it back)"
            )
        )
        {
            MakeLocalStore();
            Require(() => Run(BuyAsync), Target);
        }
    }

    private async Task BuyAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        string id = await Target.AccountSettings.PurchaseProvisionedCapacityAsync(cancellationToken);
        ProvisionedCapacity unit = new() { CapacityId = id };
        try
        {
            IReadOnlyList<ProvisionedCapacity> units = await Target.AccountSettings.ListProvisionedCapacityAsync(
                cancellationToken
            );
            unit = units.FirstOrDefault(other => other.CapacityId == id) ?? unit;
        }
        catch (GlacierException problem)
        {
            // It is bought: its ID is reported even if its dates cannot be asked for.
            pipeline.Warn($"The unit is bought, but its dates could not be read: {problem.Message}");
        }

        pipeline.Write(unit);
    }
}
