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
    private protected override void Process()
    {
        if (ShouldProcess(VaultName, "Remove notifications (its topic is no longer told of jobs)"))
        {
            Run(token => Settings.DeleteVaultNotificationsAsync(VaultName, token));
        }
    }
}
