using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// SetDataRetrievalPolicy: limits the account's Standard retrievals in the region, or lifts the limit.
/// </summary>
[Cmdlet(VerbsCommon.Set, "GlacierDataRetrievalPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(DataRetrievalPolicy))]
public sealed class SetGlacierDataRetrievalPolicyCommand : ConnectedCmdlet
{
    /// <summary>The kind of limit.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public RetrievalStrategy Strategy { get; set; }

    /// <summary>Bytes an hour, at least 1, with that strategy.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public long? BytesPerHour { get; set; }

    /// <summary>Emits the policy that was set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool MakesLocalStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Set, Target);

    private void Set()
    {
        var policy = new DataRetrievalPolicy { Strategy = Strategy, BytesPerHour = BytesPerHour };
        policy.Check();
        string limit = Strategy switch
        {
            RetrievalStrategy.BytesPerHour =>
                $"Limit Standard retrievals to {Quantity.Of(BytesPerHour!.Value, "byte")} an hour; more is refused",
            RetrievalStrategy.FreeTier => "Limit Standard retrievals to the free allowance; more is refused",
            _ => "Lift the limit of Standard retrievals (the service charges for them)",
        };
        if (ShouldProcess(Target.AccountInWords, limit))
        {
            MakeLocalStore();
            Run(token => Target.AccountSettings.SetDataRetrievalPolicyAsync(policy, token));
            if (PassThru)
            {
                WriteObject(policy);
            }
        }
    }
}
