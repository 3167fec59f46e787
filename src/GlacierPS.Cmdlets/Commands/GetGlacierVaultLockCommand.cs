using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultLock. A vault that has none gives nothing.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultLock")]
[OutputType(typeof(VaultLock))]
public sealed class GetGlacierVaultLockCommand : VaultsCmdlet
{
    private protected override void Process(string vaultName)
    {
        if (
            ReadSetting(vaultName, "lock", token => Target.VaultSettings.GetVaultLockAsync(vaultName, token)) is
            { } found
        )
        {
            WriteObject(found);
        }
    }
}
