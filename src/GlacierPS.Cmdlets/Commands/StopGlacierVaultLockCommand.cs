using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>AbortVaultLock: takes back a lock that is not completed. A vault that has none is no error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "GlacierVaultLock", SupportsShouldProcess = true)]
public sealed class StopGlacierVaultLockCommand : VaultSettingCmdlet
{
    private protected override void Process()
    {
        if (ShouldProcess(VaultName, "Take back the lock that is in progress (its policy ends)"))
        {
            Run(token => Settings.AbortVaultLockAsync(VaultName, token));
        }
    }
}
