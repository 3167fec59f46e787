using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>DeleteVaultNotifications. A vault that has none is no error.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "GlacierVaultNotification",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High
)]
public sealed class RemoveGlacierVaultNotificationCommand : VaultSettingCmdlet
{
    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        if (Confirms(Force, VaultName, "Remove notifications (its topic is no longer told of jobs)"))
        {
            Run(token => Settings.DeleteVaultNotificationsAsync(VaultName, token));
        }
    }
}
