using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Settings;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>SetVaultAccessPolicy: replaces the vault's access policy.</summary>
[Cmdlet(VerbsCommon.Set, "GlacierVaultAccessPolicy", SupportsShouldProcess = true, DefaultParameterSetName = PolicySet)]
[OutputType(typeof(VaultAccessPolicy))]
public sealed class SetGlacierVaultAccessPolicyCommand : PolicyCmdlet
{
    /// <summary>Emits the policy that was set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        string policy = ReadPolicy();
        if (ShouldProcess(VaultName, "Set access policy (what it said before is lost)"))
        {
            Run(token => Settings.SetVaultAccessPolicyAsync(VaultName, policy, token));
            if (PassThru)
            {
                WriteObject(new VaultAccessPolicy { VaultName = VaultName, Policy = policy });
            }
        }
    }
}
