using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultNotifications. A vault that has none gives nothing.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultNotification")]
[OutputType(typeof(VaultNotification))]
public sealed class GetGlacierVaultNotificationCommand : VaultsCmdlet
{
    private protected override void Process(string vaultName)
    {
        if (
            ReadSetting(
                vaultName,
                "notifications",
                token => Target.VaultSettings.GetVaultNotificationsAsync(vaultName, token)
            ) is
            { } found
        )
        {
            WriteObject(found);
        }
    }
}
