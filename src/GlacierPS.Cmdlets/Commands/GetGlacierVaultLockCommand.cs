using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultLock. A vault that has none is an error, as the service has it.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultLock")]
[OutputType(typeof(VaultLock))]
public sealed class GetGlacierVaultLockCommand : VaultSettingCmdlet
{
    private protected override void Process() =>
        WriteObject(Run(token => Settings.GetVaultLockAsync(VaultName, token)));
}
