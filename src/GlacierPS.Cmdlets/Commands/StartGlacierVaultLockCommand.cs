using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Settings;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// InitiateVaultLock: puts a lock policy in force for 24 hours, in which it can be tried out and taken back.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Start,
    "GlacierVaultLock",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = PolicySet
)]
[OutputType(typeof(StartedVaultLock))]
public sealed class StartGlacierVaultLockCommand : PolicyCmdlet
{
    private protected override void Process()
    {
        string policy = ReadPolicy();
        if (!ShouldProcess(VaultName, "Put lock policy in force for 24 hours, or until Stop-GlacierVaultLock"))
        {
            return;
        }

        string lockId = Run(token => Settings.InitiateVaultLockAsync(VaultName, policy, token));
        WriteObject(
            new StartedVaultLock
            {
                VaultName = VaultName,
                LockId = lockId,
                Policy = policy,
            }
        );
    }
}
