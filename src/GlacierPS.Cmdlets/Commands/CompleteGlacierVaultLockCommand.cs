using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>CompleteVaultLock: for ever.</summary>
[Cmdlet(VerbsLifecycle.Complete, "GlacierVaultLock", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class CompleteGlacierVaultLockCommand : VaultSettingCmdlet
{
    /// <summary>The lock's ID, which Start-GlacierVaultLock gave.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string LockId { get; set; } = "";

    private protected override void Process()
    {
        if (
            ShouldProcess(
                VaultName,
                "Lock FOR EVER: nobody, AWS included, can change or remove the lock policy any more"
            )
        )
        {
            Run(token => Settings.CompleteVaultLockAsync(VaultName, LockId, token));
        }
    }
}
