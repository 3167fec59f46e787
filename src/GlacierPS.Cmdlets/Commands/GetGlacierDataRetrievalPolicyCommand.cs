using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetDataRetrievalPolicy: how the account limits its retrievals in the region.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierDataRetrievalPolicy")]
[OutputType(typeof(DataRetrievalPolicy))]
public sealed class GetGlacierDataRetrievalPolicyCommand : ConnectedCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        Require(() => WriteObject(Run(Target.AccountSettings.GetDataRetrievalPolicyAsync)), Target);
}
