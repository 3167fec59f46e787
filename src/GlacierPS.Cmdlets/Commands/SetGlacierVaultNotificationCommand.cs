using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>SetVaultNotifications: replaces who is told of the vault's jobs, and of which.</summary>
[Cmdlet(VerbsCommon.Set, "GlacierVaultNotification", SupportsShouldProcess = true)]
[OutputType(typeof(VaultNotification))]
public sealed class SetGlacierVaultNotificationCommand : VaultSettingCmdlet
{
    /// <summary>The ARN of the topic that is told.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string SnsTopic { get; set; } = "";

    /// <summary>What it is told of; of all jobs if nothing is said.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("Events")]
    [ValidateNotNullOrEmpty]
    public NotificationEvent[] Event { get; set; } = Enum.GetValues<NotificationEvent>();

    /// <summary>Emits what was set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        TopicText.Check(SnsTopic);
        var notification = new VaultNotification
        {
            VaultName = VaultName,
            SNSTopic = SnsTopic,
            Events = [.. Event.Distinct()],
        };
        if (
            ShouldProcess(
                VaultName,
                $"Tell {SnsTopic}, and no other topic, of {string.Join(" and ", notification.Events)}"
            )
        )
        {
            Run(token => Settings.SetVaultNotificationsAsync(notification, token));
            if (PassThru)
            {
                WriteObject(notification);
            }
        }
    }
}
