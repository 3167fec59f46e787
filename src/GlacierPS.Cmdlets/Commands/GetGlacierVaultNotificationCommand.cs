using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultNotifications. A vault that has none is an error, as the service has it.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultNotification")]
[OutputType(typeof(VaultNotification))]
public sealed class GetGlacierVaultNotificationCommand : VaultSettingCmdlet
{
    private protected override void Process() =>
        WriteObject(Run(token => Settings.GetVaultNotificationsAsync(VaultName, token)));
}
