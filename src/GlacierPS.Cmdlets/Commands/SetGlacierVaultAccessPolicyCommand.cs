using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>SetVaultAccessPolicy: replaces the vault's access policy.</summary>
[Cmdlet(VerbsCommon.Set, "GlacierVaultAccessPolicy", SupportsShouldProcess = true, DefaultParameterSetName = PolicySet)]
public sealed class SetGlacierVaultAccessPolicyCommand : PolicyCmdlet
{
    private protected override void Process()
    {
        string policy = ReadPolicy();
        if (ShouldProcess(VaultName, "Set access policy (what it said before is lost)"))
        {
            Run(token => Settings.SetVaultAccessPolicyAsync(VaultName, policy, token));
        }
    }
}
