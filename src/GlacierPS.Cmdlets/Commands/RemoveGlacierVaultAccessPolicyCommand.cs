using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>DeleteVaultAccessPolicy. A vault that has none is no error.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "GlacierVaultAccessPolicy",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High
)]
public sealed class RemoveGlacierVaultAccessPolicyCommand : VaultSettingCmdlet
{
    private protected override void Process()
    {
        if (ShouldProcess(VaultName, "Remove access policy (what it allows and denies ends)"))
        {
            Run(token => Settings.DeleteVaultAccessPolicyAsync(VaultName, token));
        }
    }
}
