using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListProvisionedCapacity: the units that the account has bought.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierProvisionedCapacity")]
[OutputType(typeof(ProvisionedCapacity))]
public sealed class GetGlacierProvisionedCapacityCommand : ConnectedCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        Require(
            () => WriteObject(Run(Target.AccountSettings.ListProvisionedCapacityAsync), enumerateCollection: true),
            Target
        );
}
