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
    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        if (Confirms(Force, VaultName, "Remove access policy (what it allows and denies ends)"))
        {
            Run(token => Settings.DeleteVaultAccessPolicyAsync(VaultName, token));
        }
    }
}
